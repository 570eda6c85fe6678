using System.Net;
using System.Text;
using Auth0Ps.Sandbox.Http;

namespace Auth0Ps.Sandbox.Authentication.Authorize;

/// <summary>The frame of the pages that people see: readable without scripts, images or fonts from elsewhere.</summary>
internal static class HtmlPage
{
    private const string Style =
        "body{font:1rem/1.5 system-ui,sans-serif;color:#1e212a;background:#f4f5f7;margin:0;padding:2rem 1rem}"
        + "main{max-width:26rem;margin:0 auto;padding:2rem;background:#fff;border:1px solid #c9cace;border-radius:.5rem}"
        + "h1{font-size:1.5rem;margin:0 0 1rem}p,ul{margin:0 0 1rem;overflow-wrap:anywhere}label{display:block;margin:0 0 .25rem;font-weight:600}"
        + "input{box-sizing:border-box;width:100%;padding:.6rem;margin:0 0 1rem;font:inherit;border:1px solid #65676e;border-radius:.25rem}"
        + "button{width:100%;padding:.6rem;margin:0 0 .5rem;font:inherit;border:1px solid #1e4fa3;border-radius:.25rem;background:#1e4fa3;color:#fff;cursor:pointer}"
        + "button.plain{background:#fff;color:#1e4fa3}.error{padding:.6rem;border-left:.25rem solid #b3261e;background:#fdeceb}";

    /// <summary>A page; the body is HTML already, the title is not.</summary>
    /// <param name="statusCode">Its status.</param>
    /// <param name="title">Plain text.</param>
    /// <param name="body">HTML with every foreign text encoded.</param>
    /// <param name="scriptSource">What the page may run, as a source of a Content Security Policy.</param>
    public static HttpResponse Create(int statusCode, string title, string body, string scriptSource = "'none'")
    {
        var html = $"<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
            + $"<title>{Encode(title)}</title>\n<style>{Style}</style>\n</head>\n<body>\n<main>\n<h1>{Encode(title)}</h1>\n{body}\n</main>\n</body>\n</html>\n";
        // No form-action: some browsers would apply it to the redirect that answers the form.
        return Protect(new HttpResponse(statusCode, Encoding.UTF8.GetBytes(html), "text/html; charset=utf-8"))
            .With("Content-Security-Policy", $"default-src 'none'; style-src 'unsafe-inline'; script-src {scriptSource}; base-uri 'none'; frame-ancestors 'none'")
            .With("X-Frame-Options", "DENY");
    }

    /// <summary>A code is in the address or in the page: neither is to be kept or passed on.</summary>
    public static HttpResponse Protect(HttpResponse response) => response
        .With("Cache-Control", "no-store")
        .With("Referrer-Policy", "no-referrer")
        .With("X-Content-Type-Options", "nosniff");

    public static HttpResponse Error(AuthorizePageException problem) =>
        Create(problem.StatusCode, problem.Title, $"<p class=\"error\" role=\"alert\">{Encode(problem.Message)}</p>\n<p>This is a local sandbox tenant. The request came from an application; its settings are to be mended there or in the tenant.</p>");

    public static string Encode(string text) => WebUtility.HtmlEncode(text);
}
