using Auth0Ps.Naming;

namespace Auth0Ps.Parameters;

/// <summary>The types of applications that Auth0 has, as its Management API writes them.</summary>
/// <remarks>Source: Auth0's OpenAPI document of the Management API, ClientAppTypeEnum.</remarks>
internal static class AppTypes
{
    private static readonly string[] Known =
    [
        "native", "spa", "regular_web", "non_interactive", "resource_server", "express_configuration", "rms", "box", "cloudbees", "concur",
        "dropbox", "mscrm", "echosign", "egnyte", "newrelic", "office365", "salesforce", "sentry", "sharepoint", "slack", "springcm", "zendesk",
        "zoom", "sso_integration", "oag",
    ];

    /// <summary>What the dashboard and people call them.</summary>
    private static readonly (string Word, string Type)[] Spoken =
    [
        ("m2m", "non_interactive"),
        ("machine", "non_interactive"),
        ("machinetomachine", "non_interactive"),
        ("noninteractive", "non_interactive"),
        ("singlepage", "spa"),
        ("singlepageapplication", "spa"),
        ("web", "regular_web"),
        ("regular", "regular_web"),
        ("regularweb", "regular_web"),
        ("regularwebapplication", "regular_web"),
        ("webapp", "regular_web"),
        ("mobile", "native"),
        ("ios", "native"),
        ("android", "native"),
        ("desktop", "native"),
        ("api", "resource_server"),
    ];

    /// <summary>The types as Auth0 writes them, whatever case they were typed in.</summary>
    /// <param name="typed">What was typed.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: one is no type.</exception>
    public static IReadOnlyList<string>? Require(string[]? typed) => typed is null ? null : Array.ConvertAll(typed, Require);

    private static string Require(string typed)
    {
        if (Array.Find(Known, type => type.Equals(typed, StringComparison.OrdinalIgnoreCase)) is { } known)
            return known;

        var word = string.Concat(typed.Where(char.IsAsciiLetterOrDigit));
        var meant = Array.Find(Spoken, item => item.Word.Equals(word, StringComparison.OrdinalIgnoreCase)).Type ?? Likeness.Nearest(typed, Known);
        throw new Auth0Exception(
            ErrorReason.InvalidArgument,
            $"'{typed}' is no type that an application can have.",
            $"{(meant is null ? "" : $"Did you mean {meant}? ")}Types are non_interactive (machine to machine), regular_web, spa, native and others; Get-Auth0Application | Group-Object AppType shows those of the tenant.")
        { Target = typed };
    }
}
