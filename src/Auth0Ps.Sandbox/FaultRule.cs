using System.Text;
using Auth0Ps.Sandbox.Faults;

namespace Auth0Ps.Sandbox;

/// <summary>A scripted fault: the next calls that match it go wrong in a chosen way.</summary>
public sealed record FaultRule
{
    /// <summary>The HTTP method it applies to, in any case; null or <c>*</c> for every method.</summary>
    public string? Method { get; init; }

    /// <summary>
    /// The path it applies to, without query, compared without regard to case; <c>*</c> stands for any characters, slashes included.
    /// </summary>
    public required string Path { get; init; }

    /// <summary>How many matching calls pass untouched before the first one that goes wrong. 0 or more; 0 by default.</summary>
    public int Skip { get; init; }

    /// <summary>How many matching calls go wrong. 1 or more; 1 by default.</summary>
    public int Times { get; init; } = 1;

    /// <summary>What goes wrong.</summary>
    public required FaultAction Action { get; init; }

    /// <summary>The status to answer, 400 to 599; for <see cref="FaultAction.Status"/> only, where it is required.</summary>
    public int? Status { get; init; }

    /// <summary>
    /// The body to answer instead of Auth0's error shape, to imitate a proxy's page; for <see cref="FaultAction.Status"/> only.
    /// </summary>
    public string? Body { get; init; }

    /// <summary>The content type of <see cref="Body"/>; <c>text/html; charset=utf-8</c> by default.</summary>
    public string? ContentType { get; init; }

    /// <summary>Reads rules as a faults file has them: a JSON array of objects, or one object.</summary>
    /// <exception cref="FormatException">Not JSON, or a rule is wrong; the message says which and why.</exception>
    public static IReadOnlyList<FaultRule> Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return FaultFileParser.Parse(Encoding.UTF8.GetBytes(json.TrimStart().StartsWith('{') ? $"[{json}]" : json));
    }
}

/// <summary>How a call goes wrong.</summary>
public enum FaultAction
{
    /// <summary>An error status is answered and nothing is changed.</summary>
    Status,

    /// <summary>No answer comes: the connection is held until the client leaves, and nothing is changed.</summary>
    Timeout,

    /// <summary>The connection is reset before anything is changed.</summary>
    DropBefore,

    /// <summary>The change is carried out, then the connection is reset instead of answering.</summary>
    DropAfter,
}
