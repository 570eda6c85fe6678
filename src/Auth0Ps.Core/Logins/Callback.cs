using System.Net;
using System.Text;

namespace Auth0Ps.Logins;

/// <summary>The browser, come back; it waits for a page.</summary>
/// <param name="context">The browser's request.</param>
internal sealed class Callback(HttpListenerContext context)
{
    public string? this[string name] => context.Request.QueryString[name];

    public bool IsAt(string path) =>
        context.Request.HttpMethod == "GET" && string.Equals(context.Request.Url?.AbsolutePath, path, StringComparison.Ordinal);

    /// <summary>Answers. A browser that is gone by now makes no difference.</summary>
    public async Task AnswerAsync(CallbackPage page)
    {
        var bytes = Encoding.UTF8.GetBytes(page.Html);
        var response = context.Response;
        try
        {
            response.StatusCode = page.Status;
            response.ContentType = "text/html; charset=utf-8";
            response.ContentLength64 = bytes.Length;
            response.KeepAlive = false;

            // The address holds the code; it is not to be stored, or told to other sites.
            response.Headers["Cache-Control"] = "no-store";
            response.Headers["Referrer-Policy"] = "no-referrer";
            response.Headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'";
            await response.OutputStream.WriteAsync(bytes);
            response.Close();
        }
        catch (Exception exception) when (exception is HttpListenerException or IOException or ObjectDisposedException or InvalidOperationException)
        {
            response.Abort();
        }
    }
}
