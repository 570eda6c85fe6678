using System.Text.Json;
using Auth0Ps.Errors;

namespace Auth0Ps.Insight;

/// <summary>An application that signed in, or tried to, as the tenant's log has it. All texts are fit to be shown.</summary>
/// <param name="ClientId">The client id as it was sent; it may be none of the tenant's.</param>
/// <param name="ClientName">The application's name; null where the log has none.</param>
/// <param name="At">When (UTC).</param>
/// <param name="Succeeded">True when it got a token.</param>
/// <param name="Reason">Why it was refused; null when it was not.</param>
/// <param name="Address">The network address.</param>
/// <param name="UserAgent">The program, as far as Auth0 knows it.</param>
/// <param name="Client">The library (SDK) and its version; null where it did not say.</param>
internal sealed record SignIn(string ClientId, string? ClientName, DateTimeOffset At, bool Succeeded, string? Reason, string? Address, string? UserAgent, string? Client)
{
    /// <summary>
    /// Types of events in which an application proved itself, or could not. Client credentials are the application's own sign-in; with a code, a
    /// refresh token or a password it sends its credential along.
    /// </summary>
    private static readonly HashSet<string> Succeeding = new(StringComparer.Ordinal) { "seccft", "seacft", "sertft", "sepft", "sede", "seoobft", "seotpft", "sercft", "sens" };

    private static readonly HashSet<string> Refusing = new(StringComparer.Ordinal) { "feccft", "feacft", "fertft", "fepft", "fede", "feoobft", "feotpft", "fercft", "fens" };

    /// <summary>Parts of reasons that are not about the credential, which was accepted.</summary>
    private static readonly string[] OtherReasons =
    [
        "quota", "rate limit", "too many", "not authorized to access", "client-grant", "client grant", "grant type", "service not found", "service not enabled", "organization", "scope", "audience",
    ];

    /// <summary>The search that finds such events.</summary>
    public static string Search { get; } = $"type:({string.Join(" OR ", Succeeding.Concat(Refusing).Order(StringComparer.Ordinal))})";

    /// <summary>True where the credential itself was, or may have been, what was refused.</summary>
    public bool IsOfCredential => !Succeeded && !Array.Exists(OtherReasons, part => Reason?.Contains(part, StringComparison.OrdinalIgnoreCase) == true);

    /// <summary>The sign-in that an event is about; null for any other event, and for one of this module's own proofs of a new secret.</summary>
    public static SignIn? From(JsonElement entry)
    {
        if (LogEvent.Text(entry, "type") is not { } type || LogEvent.Text(entry, "client_id") is not { } clientId || LogEvent.TimeOf(entry) is not { } at)
            return null;
        var succeeded = Succeeding.Contains(type);
        if (!succeeded && !Refusing.Contains(type))
            return null;

        // A code or a password that is refused says nothing of the application that sent it, unless the reason does.
        var reason = succeeded ? null : LogEvent.Text(entry, "description") ?? LogEvent.Text(entry, "error") ?? "";
        if (!succeeded && type != "feccft" && !IsOfClient(entry, reason!))
            return null;
        if (ProofMark.IsIn(entry))
            return null;
        return new(
            DisplayText.Line(clientId),
            LogEvent.Text(entry, "client_name") is { } name ? DisplayText.Line(name) : null,
            at,
            succeeded,
            reason is null ? null : DisplayText.Line(reason),
            Shown(LogEvent.Text(entry, "ip") ?? LogEvent.Text(entry, "client_ip")),
            Shown(LogEvent.Text(entry, "user_agent")),
            Shown(LibraryOf(entry)));
    }

    private static string? Shown(string? text) => text is null ? null : DisplayText.Line(text);

    private static bool IsOfClient(JsonElement entry, string reason) =>
        string.Equals(reason, "Unauthorized", StringComparison.OrdinalIgnoreCase)
        || reason.Contains("client authentication", StringComparison.OrdinalIgnoreCase)
        || reason.Contains("invalid_client", StringComparison.OrdinalIgnoreCase)
        || (LogEvent.Member(entry, "details") is { ValueKind: JsonValueKind.Object } details
            // Auth0 spells the member so ("authentoication"); both are understood.
            && (details.TryGetProperty("client_authentoication_error", out _) || details.TryGetProperty("client_authentication_error", out _)));

    /// <summary>Name and version; the member is an object, but a text was seen too.</summary>
    private static string? LibraryOf(JsonElement entry)
    {
        if (LogEvent.Text(entry, "auth0_client") is { } text)
            return text;
        var library = LogEvent.Member(entry, "auth0_client");
        return LogEvent.Text(library, "name") is { } name
            ? LogEvent.Text(library, "version") is { } version ? $"{name} {version}" : name
            : null;
    }
}
