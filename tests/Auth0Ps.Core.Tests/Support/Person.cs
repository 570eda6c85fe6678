using System.Net;
using System.Text.RegularExpressions;
using Auth0Ps.OAuth;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>Somebody with a browser, scripts off, who is shown the login page.</summary>
/// <param name="tenant">Where the person has an account.</param>
internal sealed partial class Person(SandboxTenant tenant) : ILoginPrompt, IDisposable
{
    private readonly HttpClient _browser = new(new HttpClientHandler { AllowAutoRedirect = false });
    private Task _visit = Task.CompletedTask;

    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The button pressed: <c>default</c> signs in, <c>deny</c> does not; null closes the window.</summary>
    public string? Button { get; set; } = "default";

    /// <summary>Does something on the way back, and may go there by another address.</summary>
    public Func<Uri, Task<Uri>>? OnTheWayBack { get; set; }

    /// <summary>The pages asked to be opened.</summary>
    public List<Uri> Pages { get; } = [];

    /// <summary>What the browser shows in the end.</summary>
    public (int Status, string Html) Shown { get; private set; }

    public void Show(Uri page)
    {
        Pages.Add(page);
        _visit = Task.Run(() => VisitAsync(page));
    }

    public async Task<(int Status, string Html)> GoAsync(Uri address)
    {
        using var response = await _browser.GetAsync(address);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>Waits until the browser is at its last page.</summary>
    public Task DoneAsync() => _visit;

    public void Dispose() => _browser.Dispose();

    private async Task VisitAsync(Uri page)
    {
        if (Button is null)
            return;

        using var opened = await _browser.GetAsync(page);
        if (opened.Headers.Location is { } sentBack)
        {
            Shown = await GoAsync(sentBack);
            return;
        }

        var form = Form().Match(await opened.Content.ReadAsStringAsync());
        Assert.True(form.Success, "The login page has no form.");

        using var typed = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["username"] = tenant.UserEmail!,
            ["password"] = tenant.UserPassword!,
            ["action"] = Button,
        });
        using var answer = await _browser.PostAsync(new Uri(page, WebUtility.HtmlDecode(form.Groups["action"].Value)), typed);
        var back = answer.Headers.Location!;
        Shown = await GoAsync(OnTheWayBack is null ? back : await OnTheWayBack(back));
    }

    [GeneratedRegex("<form method=\"post\" action=\"(?<action>[^\"]*)\">", RegexOptions.None, 1000)]
    private static partial Regex Form();
}
