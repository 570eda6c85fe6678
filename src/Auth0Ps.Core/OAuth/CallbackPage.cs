using System.Net;

namespace Auth0Ps.OAuth;

/// <summary>What the browser shows when it comes back.</summary>
/// <param name="Status">The HTTP status.</param>
/// <param name="Title">The heading.</param>
/// <param name="Text">One sentence.</param>
internal sealed record CallbackPage(int Status, string Title, string Text)
{
    public static CallbackPage SignedIn { get; } = new(200, "You are signed in", "You can close this window and go back to PowerShell.");

    public static CallbackPage NotOurs { get; } = new(400, "This is not the login that was begun", "The address does not belong to the login that PowerShell waits for. Close this window and use the one that PowerShell opened.");

    public static CallbackPage NothingHere { get; } = new(404, "There is nothing here", "PowerShell waits for the end of a login at another address.");

    public static CallbackPage Failed(string why) => new(400, "You are not signed in", why + " Close this window and see what PowerShell says.");

    /// <summary>The status in words (RFC 9110 section 15).</summary>
    public string Reason => Status switch
    {
        200 => "OK",
        400 => "Bad Request",
        _ => "Not Found",
    };

    /// <summary>A page that needs nothing else and that nothing keeps.</summary>
    public string Html => $$"""
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>{{WebUtility.HtmlEncode(Title)}}</title>
        <style>
        body{font:1rem/1.5 system-ui,sans-serif;color:#1e212a;background:#f4f5f7;margin:0;padding:15vh 1rem 2rem}
        main{max-width:28rem;margin:0 auto;padding:2rem;background:#fff;border:1px solid #c9cace;border-radius:.5rem}
        h1{font-size:1.5rem;line-height:1.25;margin:0 0 1rem}p{margin:0;overflow-wrap:anywhere}
        </style>
        </head>
        <body>
        <main>
        <h1>{{WebUtility.HtmlEncode(Title)}}</h1>
        <p>{{WebUtility.HtmlEncode(Text)}}</p>
        </main>
        </body>
        </html>
        """;
}
