using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Authentication.Authorize;

/// <summary>Asks for address and password, and says for which application and what it asks for.</summary>
internal static class LoginPage
{
    /// <summary>Where the form goes, with the authorization request behind it.</summary>
    public const string Path = "/u/login";

    /// <summary>The form.</summary>
    /// <param name="authorization">What is asked for.</param>
    /// <param name="email">What is in the first field.</param>
    /// <param name="problem">Why it is shown again, or null.</param>
    public static HttpResponse Create(Authorization authorization, string? email, string? problem = null)
    {
        var organization = authorization.Organization is { } member ? $" as a member of <strong>{HtmlPage.Encode(member.Name)}</strong>" : "";
        var (alert, invalid) = problem is null
            ? ("", "")
            : ($"""<p class="error" id="problem" role="alert">{HtmlPage.Encode(problem)}</p>""", """ aria-invalid="true" aria-describedby="problem" """);
        // The first button is the one that the Enter key presses.
        var body = $"""
            <p>Log in to <strong>{HtmlPage.Encode(authorization.Target.Client.Name)}</strong>{organization}.</p>
            {Permissions(authorization)}
            {alert}
            <form method="post" action="{HtmlPage.Encode(Path + "?" + authorization.Parameters.Query)}">
            <label for="username">Email address</label>
            <input id="username" name="username" type="email" autocomplete="username" required value="{HtmlPage.Encode(email ?? "")}"{invalid}>
            <label for="password">Password</label>
            <input id="password" name="password" type="password" autocomplete="current-password" required{invalid}>
            <button type="submit" name="action" value="default">Continue</button>
            <button type="submit" name="action" value="deny" class="plain" formnovalidate>Cancel</button>
            </form>
            """;
        return HtmlPage.Create(problem is null ? 200 : 400, "Log in", body);
    }

    private static string Permissions(Authorization authorization)
    {
        if (authorization.Scopes.Count == 0)
            return "";
        var api = authorization.Server is { } server ? $" at <strong>{HtmlPage.Encode(server.Settings.Text("name") ?? server.Identifier)}</strong>" : "";
        return $"<p>It asks for these permissions{api}:</p>\n<ul>{string.Concat(authorization.Scopes.Select(scope => $"<li>{HtmlPage.Encode(scope)}</li>"))}</ul>";
    }
}
