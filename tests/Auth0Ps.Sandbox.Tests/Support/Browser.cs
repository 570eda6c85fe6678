using System.Net;
using System.Text.RegularExpressions;

namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>What a person with a browser does, scripts off: opens an address, fills in the form on the page, presses a button.</summary>
internal sealed partial class Browser : IDisposable
{
    private readonly HttpClient _http = new(new HttpClientHandler { AllowAutoRedirect = false, UseCookies = true });

    public async Task<Page> OpenAsync(string address)
    {
        using var response = await _http.GetAsync(new Uri(address));
        return await ReadAsync(response);
    }

    /// <summary>Fills in the fields the page has and presses the button of that value.</summary>
    public async Task<Page> SubmitAsync(Page page, string button, params (string Name, string Value)[] typed)
    {
        var form = Form().Match(page.Html);
        Assert.True(form.Success, "The page has no form: " + page.Html);
        foreach (var (name, _) in typed)
            Assert.Contains($" name=\"{name}\"", page.Html, StringComparison.Ordinal);
        Assert.Contains($"name=\"action\" value=\"{button}\"", page.Html, StringComparison.Ordinal);
        using var content = new FormUrlEncodedContent(typed.Append(("action", button)).Select(field => new KeyValuePair<string, string>(field.Item1, field.Item2)));
        using var response = await _http.PostAsync(new Uri(page.Address, WebUtility.HtmlDecode(form.Groups["action"].Value)), content);
        return await ReadAsync(response);
    }

    public void Dispose() => _http.Dispose();

    private static async Task<Page> ReadAsync(HttpResponseMessage response) =>
        new(response.RequestMessage!.RequestUri!, (int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Headers.Location, response);

    [GeneratedRegex("<form method=\"post\" action=\"(?<action>[^\"]*)\">", RegexOptions.None, 1000)]
    private static partial Regex Form();
}

/// <summary>What the browser shows, or where it is sent.</summary>
internal sealed record Page(Uri Address, int Status, string Html, Uri? Location, HttpResponseMessage Response)
{
    /// <summary>The members of the answer to the application, from the address the browser is sent to.</summary>
    public IReadOnlyDictionary<string, string> Answer => Location!.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries)
        .Select(part => part.Split('=', 2))
        .ToDictionary(pair => Uri.UnescapeDataString(pair[0]), pair => Uri.UnescapeDataString(pair[1]));

    public string Header(string name) => string.Join(',', Response.Headers.TryGetValues(name, out var values) ? values : []);

    /// <summary>Asserts that the application is told of a refusal.</summary>
    public void IsRedirectedError(string error, string description, string? state)
    {
        Assert.Equal(302, Status);
        Assert.StartsWith(BrowserTenant.Callback + "?", Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal(error, Answer["error"]);
        Assert.Equal(description, Answer["error_description"]);
        Assert.Equal(state, Answer.GetValueOrDefault("state"));
        Assert.False(Answer.ContainsKey("code"));
    }
}
