using System.Net;
using System.Text.RegularExpressions;
using Auth0Ps.OAuth;

namespace Auth0Ps.Core.Tests.Interop;

/// <summary>Somebody with a browser that keeps cookies and follows redirects, at pages that nobody here wrote.</summary>
internal sealed partial class ForeignPerson : ILoginPrompt, IDisposable
{
    private readonly HttpClient _browser = new(new HttpClientHandler { CookieContainer = new CookieContainer() });
    private Task _visit = Task.CompletedTask;

    /// <summary>True signs in and agrees; false follows the link that ends the login.</summary>
    public bool Agrees { get; init; } = true;

    /// <summary>What the server's own pages asked for.</summary>
    public List<string> Asked { get; } = [];

    /// <summary>What the browser shows in the end.</summary>
    public string Shown { get; private set; } = "";

    public TimeSpan Patience => TimeSpan.FromSeconds(60);

    public void Show(Uri page) => _visit = Task.Run(() => VisitAsync(page));

    /// <summary>Waits until the browser is at its last page.</summary>
    public Task DoneAsync() => _visit;

    public void Dispose() => _browser.Dispose();

    private async Task VisitAsync(Uri page)
    {
        var opened = await _browser.GetAsync(page);
        while (true)
        {
            Shown = await opened.Content.ReadAsStringAsync();
            var here = opened.RequestMessage!.RequestUri!;
            if (here.AbsolutePath == "/callback" || Form().Match(Shown) is not { Success: true } form)
                return;

            var prompt = Prompt().Match(Shown).Groups["prompt"].Value;
            Asked.Add(prompt);
            if (!Agrees)
            {
                opened = await _browser.GetAsync(new Uri(here, here.AbsolutePath + "/abort"));
                continue;
            }

            using var typed = new FormUrlEncodedContent(
            [
                KeyValuePair.Create("prompt", prompt),
                KeyValuePair.Create("login", "somebody"),
                KeyValuePair.Create("password", "anything"),
            ]);
            opened = await _browser.PostAsync(new Uri(here, WebUtility.HtmlDecode(form.Groups["action"].Value)), typed);
        }
    }

    [GeneratedRegex("<form [^>]*action=\"(?<action>[^\"]*)\"", RegexOptions.None, 1000)]
    private static partial Regex Form();

    [GeneratedRegex("name=\"prompt\" value=\"(?<prompt>[a-z]+)\"", RegexOptions.None, 1000)]
    private static partial Regex Prompt();
}
