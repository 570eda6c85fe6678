using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Sandbox.Http;

namespace Auth0Ps.Sandbox.Authentication.Authorize;

/// <summary>The answer that a browser posts to the application by itself (OAuth 2.0 Form Post Response Mode); without scripts by a button.</summary>
internal static class FormPostPage
{
    private const string Script = "document.forms[0].submit()";
    private static readonly string ScriptSource = $"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Script)))}'";

    public static HttpResponse Create(string address, IEnumerable<(string Name, string Value)> members)
    {
        var body = new StringBuilder($"<form method=\"post\" action=\"{HtmlPage.Encode(address)}\">\n");
        foreach (var (name, value) in members)
            body.Append("<input type=\"hidden\" name=\"").Append(HtmlPage.Encode(name)).Append("\" value=\"").Append(HtmlPage.Encode(value)).Append("\">\n");
        body.Append("<button type=\"submit\">Continue</button>\n</form>\n<script>").Append(Script).Append("</script>");
        return HtmlPage.Create(200, "Back to the application", body.ToString(), ScriptSource);
    }
}
