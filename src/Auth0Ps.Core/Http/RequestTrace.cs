namespace Auth0Ps.Http;

/// <summary>One attempt of one request, as shown by <c>-Verbose</c>. Holds no query, header or body, and so no secret.</summary>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path without its query.</param>
/// <param name="Status">The HTTP status; null when no answer came.</param>
/// <param name="Elapsed">From sending to the last byte of the answer.</param>
/// <param name="Next">What follows from it (a wait and another attempt), or null.</param>
public sealed record RequestTrace(string Method, string Path, int? Status, TimeSpan Elapsed, string? Next)
{
    /// <summary>One line: method, path, status, milliseconds.</summary>
    public override string ToString() =>
        string.Create(
            System.Globalization.CultureInfo.InvariantCulture,
            $"{Method} {Path} {(Status is { } status ? status.ToString(System.Globalization.CultureInfo.InvariantCulture) : "no answer")} {Elapsed.TotalMilliseconds:0} ms{(Next is null ? "" : ", " + Next)}");
}

/// <summary>Told of each attempt of each request, on whatever thread it ended.</summary>
/// <param name="trace">The attempt.</param>
public delegate void RequestObserver(RequestTrace trace);
