using System.Text.Json;

namespace Auth0Ps.Insight;

/// <summary>
/// Marks the sign-ins by which a rotation proves a secret, in the <c>Auth0-Client</c> header that Auth0's log repeats, so that they are not
/// taken for a consumer's: an application that nobody uses would look used, and the proof that an old secret is dead like a consumer left behind.
/// </summary>
internal static class ProofMark
{
    /// <summary>The library's name in the header.</summary>
    public const string Library = "Auth0Ps";

    /// <summary>The member of <c>env</c> that says what the request is for, and what it says.</summary>
    public const string Member = "purpose";

    /// <summary>The value of <see cref="Member"/>.</summary>
    public const string Purpose = "proof";

    /// <summary>True for an event of such a sign-in.</summary>
    public static bool IsIn(JsonElement entry)
    {
        var library = LogEvent.Member(entry, "auth0_client");
        return LogEvent.Text(library, "name") == Library && LogEvent.Text(LogEvent.Member(library, "env"), Member) == Purpose;
    }
}
