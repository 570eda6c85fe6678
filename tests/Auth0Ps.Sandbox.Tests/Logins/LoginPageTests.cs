using System.Text.RegularExpressions;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Logins;

public sealed class LoginPageTests(BrowserTenant tenant) : IClassFixture<BrowserTenant>
{
    [Fact]
    public async Task A_person_without_scripts_can_use_the_page()
    {
        var page = await tenant.AuthorizeAsync(tenant.Native, ("scope", "openid read:me:factors"), ("audience", tenant.Audience));
        Assert.Equal(200, page.Status);
        Assert.Equal("text/html; charset=utf-8", page.Response.Content.Headers.ContentType!.ToString());
        Assert.Contains("<html lang=\"en\">", page.Html, StringComparison.Ordinal);
        foreach (var field in new[] { "username", "password" })
        {
            Assert.Contains($"<label for=\"{field}\">", page.Html, StringComparison.Ordinal);
            Assert.Contains($"<input id=\"{field}\" name=\"{field}\"", page.Html, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("Auth0Ps Sandbox Native", page.Html, StringComparison.Ordinal);
        Assert.Contains("read:me:factors", page.Html, StringComparison.Ordinal);
        Assert.Contains("Auth0 My Account API", page.Html, StringComparison.Ordinal);
        // Enter presses the first button.
        Assert.True(page.Html.IndexOf("value=\"default\"", StringComparison.Ordinal) < page.Html.IndexOf("value=\"deny\"", StringComparison.Ordinal));
        var answer = await tenant.LogInAsync(page);
        Assert.Equal(302, answer.Status);
        Assert.StartsWith(BrowserTenant.Callback + "?code=", answer.Location!.OriginalString, StringComparison.Ordinal);
        Assert.Equal("st&te=1", answer.Answer["state"]);
        Assert.Equal(["code", "state"], answer.Answer.Keys);
    }

    [Fact]
    public async Task Neither_page_nor_answer_is_kept_framed_or_passed_on()
    {
        var page = await tenant.AuthorizeAsync(tenant.Native);
        var answer = await tenant.LogInAsync(page);
        foreach (var response in new[] { page, answer })
        {
            Assert.Equal("no-store", response.Header("Cache-Control"));
            Assert.Equal("no-referrer", response.Header("Referrer-Policy"));
        }

        Assert.Equal("DENY", page.Header("X-Frame-Options"));
        Assert.Contains("script-src 'none'", page.Header("Content-Security-Policy"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_shows_the_page_again_and_the_login_goes_on_from_there()
    {
        var page = await tenant.AuthorizeAsync(tenant.Native);
        foreach (var (email, password, problem) in new[]
        {
            (tenant.Tenant.UserEmail!, "wrong", "Wrong email or password."),
            ("nobody@sandbox.example", tenant.Tenant.UserPassword!, "Wrong email or password."),
            (tenant.Tenant.UserEmail!, "", "Please enter your email address and your password."),
        })
        {
            page = await tenant.Browser.SubmitAsync(page, "default", ("username", email), ("password", password));
            Assert.Equal(400, page.Status);
            Assert.Contains($"role=\"alert\">{problem}<", page.Html, StringComparison.Ordinal);
            Assert.Contains($"value=\"{email}\"", page.Html, StringComparison.Ordinal);
            Assert.DoesNotContain(tenant.Tenant.UserPassword!, page.Html, StringComparison.Ordinal);
        }

        page = await tenant.Browser.SubmitAsync(page, "default", ("username", " " + tenant.Tenant.UserEmail!.ToUpperInvariant()), ("password", tenant.Tenant.UserPassword!));
        Assert.True(page.Answer.ContainsKey("code"));
    }

    [Fact]
    public async Task Cancelling_tells_the_application()
    {
        var page = await tenant.AuthorizeAsync(tenant.Native);
        var answer = await tenant.Browser.SubmitAsync(page, "deny", ("username", ""), ("password", ""));
        answer.IsRedirectedError("access_denied", "User did not authorize the request", "st&te=1");
    }

    [Fact]
    public async Task Nothing_that_comes_from_elsewhere_becomes_markup()
    {
        var created = await tenant.Client.PostAsync(
            "/api/v2/clients",
            new { name = "A \"quoted\" & 'odd' näme", callbacks = new[] { BrowserTenant.Callback }, grant_types = new[] { "authorization_code" } },
            tenant.Token);
        const string Hint = "\"><script>alert(1)</script>";
        var page = await tenant.AuthorizeAsync(created.String("client_id"), ("login_hint", Hint), ("state", "'\"><b>"));
        Assert.DoesNotContain("<script", page.Html, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<b>", page.Html, StringComparison.Ordinal);
        Assert.Contains("A &quot;quoted&quot; &amp; &#39;odd&#39;", page.Html, StringComparison.Ordinal);
        var again = await tenant.Browser.SubmitAsync(page, "default", ("username", Hint), ("password", "x"));
        Assert.DoesNotContain("<script", again.Html, StringComparison.OrdinalIgnoreCase);
        Assert.Equal("'\"><b>", (await tenant.LogInAsync(again)).Answer["state"]);
    }

    [Fact]
    public async Task The_answer_can_be_posted_by_the_browser_instead()
    {
        var page = await tenant.AuthorizeAsync(tenant.Native, ("response_mode", "form_post"), ("state", "\"><x>"));
        var answer = await tenant.LogInAsync(page);
        Assert.Equal(200, answer.Status);
        Assert.Contains($"<form method=\"post\" action=\"{BrowserTenant.Callback}\">", answer.Html, StringComparison.Ordinal);
        Assert.Contains("name=\"state\" value=\"&quot;&gt;&lt;x&gt;\"", answer.Html, StringComparison.Ordinal);
        Assert.Contains("<button type=\"submit\">", answer.Html, StringComparison.Ordinal);
        var code = Regex.Match(answer.Html, "name=\"code\" value=\"(?<code>[^\"]+)\"", RegexOptions.None, TimeSpan.FromSeconds(1)).Groups["code"].Value;
        Assert.Equal(200, (int)(await tenant.ExchangeAsync(tenant.Native, code)).Status);
    }
}
