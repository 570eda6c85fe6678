using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Logins;

public sealed class CodeExchangeTests(BrowserTenant tenant) : IClassFixture<BrowserTenant>
{
    private const string NotThisOne = "ABCabcdefghijklmnopqrstuvwxyz-._~0123456789";

    [Fact]
    public async Task A_confidential_application_may_do_without_PKCE_but_not_without_its_secret()
    {
        var code = await tenant.CodeAsync(tenant.Web);
        Assert.Equal(200, (int)(await tenant.ExchangeAsync(tenant.Web, code)).Status);
        foreach (var secret in new[] { null, "wrong" })
            (await tenant.ExchangeAsync(tenant.Web, await tenant.CodeAsync(tenant.Web), ("client_secret", secret))).IsOAuthError(401, "access_denied", "Unauthorized");
        var basic = await tenant.Client.SendAsync(
            HttpMethod.Post,
            "/oauth/token",
            new FormUrlEncodedContent([new("grant_type", "authorization_code"), new("code", await tenant.CodeAsync(tenant.Web)), new("redirect_uri", BrowserTenant.Callback)]),
            basic: tenant.Web + ":" + tenant.Tenant.WebClientSecret);
        Assert.Equal(200, (int)basic.Status);
        var json = await tenant.Client.PostAsync("/oauth/token", new
        {
            grant_type = "authorization_code",
            client_id = tenant.Web,
            client_secret = tenant.Tenant.WebClientSecret,
            code = await tenant.CodeAsync(tenant.Web),
            redirect_uri = BrowserTenant.Callback,
        });
        Assert.Equal(200, (int)json.Status);
    }

    [Fact]
    public async Task A_public_application_does_not_use_its_secret()
    {
        var secret = (await tenant.Client.GetAsync("/api/v2/clients/" + tenant.Native, tenant.Token)).String("client_secret");
        (await tenant.ExchangeAsync(tenant.Native, await tenant.CodeAsync(tenant.Native), ("client_secret", secret))).IsOAuthError(401, "access_denied", "Unauthorized");
    }

    [Fact]
    public async Task The_verifier_must_be_the_one_of_the_challenge()
    {
        (await tenant.ExchangeAsync(tenant.Native, await tenant.CodeAsync(tenant.Native), ("code_verifier", NotThisOne))).IsOAuthError(403, "invalid_grant", "Failed to verify code verifier");
        (await tenant.ExchangeAsync(tenant.Native, await tenant.CodeAsync(tenant.Native), ("code_verifier", BrowserTenant.Challenge))).IsOAuthError(403, "invalid_grant", "Failed to verify code verifier");
        (await tenant.ExchangeAsync(tenant.Native, await tenant.CodeAsync(tenant.Native), ("code_verifier", null))).IsOAuthError(400, "invalid_request", "Missing required parameter: code_verifier");
    }

    [Fact]
    public async Task A_confidential_application_that_began_with_PKCE_must_end_with_it()
    {
        (string, string?)[] challenge = [("code_challenge", BrowserTenant.Challenge), ("code_challenge_method", "S256")];
        Assert.Equal(200, (int)(await tenant.ExchangeAsync(tenant.Web, await tenant.CodeAsync(tenant.Web, challenge), ("code_verifier", BrowserTenant.Verifier))).Status);
        Assert.Equal(400, (int)(await tenant.ExchangeAsync(tenant.Web, await tenant.CodeAsync(tenant.Web, challenge))).Status);
        (await tenant.ExchangeAsync(tenant.Web, await tenant.CodeAsync(tenant.Web), ("code_verifier", BrowserTenant.Verifier))).IsOAuthError(403, "invalid_grant", "Failed to verify code verifier");
    }

    [Fact]
    public async Task A_code_works_once_and_a_second_use_ends_what_came_of_it()
    {
        var code = await tenant.CodeAsync(tenant.Native, ("scope", "openid offline_access"));
        var first = await tenant.ExchangeAsync(tenant.Native, code);
        Assert.Equal(200, (int)first.Status);
        (await tenant.ExchangeAsync(tenant.Native, code)).IsOAuthError(403, "invalid_grant", "Invalid authorization code");
        (await tenant.RefreshAsync(tenant.Native, first.String("refresh_token"))).IsOAuthError(403, "invalid_grant", "Unknown or invalid refresh token.");
    }

    [Fact]
    public async Task Of_many_uses_at_once_at_most_one_works_and_no_refresh_token_is_left()
    {
        var code = await tenant.CodeAsync(tenant.Native, ("scope", "openid offline_access"));
        var replies = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => tenant.ExchangeAsync(tenant.Native, code)));
        Assert.InRange(replies.Count(reply => (int)reply.Status == 200), 0, 1);
        foreach (var reply in replies.Where(reply => (int)reply.Status == 200))
            Assert.Equal(403, (int)(await tenant.RefreshAsync(tenant.Native, reply.String("refresh_token"))).Status);
    }

    [Fact]
    public async Task A_code_of_another_application_is_refused_and_stays_good_for_its_own()
    {
        var code = await tenant.CodeAsync(tenant.Native);
        (await tenant.ExchangeAsync(tenant.Web, code, ("code_verifier", BrowserTenant.Verifier))).IsOAuthError(403, "invalid_grant", "Invalid authorization code");
        Assert.Equal(200, (int)(await tenant.ExchangeAsync(tenant.Native, code)).Status);
    }

    [Fact]
    public async Task The_address_must_be_named_again()
    {
        (await tenant.ExchangeAsync(tenant.Native, await tenant.CodeAsync(tenant.Native), ("redirect_uri", BrowserTenant.Callback + "/")))
            .IsOAuthError(403, "invalid_grant", "The redirect_uri is not the one of the authorization request");
        (await tenant.ExchangeAsync(tenant.Native, await tenant.CodeAsync(tenant.Native), ("redirect_uri", null)))
            .IsOAuthError(400, "invalid_request", "Missing required parameter: redirect_uri");
        Assert.Equal(200, (int)(await tenant.ExchangeAsync(tenant.Native, await tenant.CodeAsync(tenant.Native, ("redirect_uri", null)), ("redirect_uri", null))).Status);
    }

    [Fact]
    public async Task An_unknown_code_and_a_missing_one_are_refused()
    {
        (await tenant.ExchangeAsync(tenant.Native, "nonsense")).IsOAuthError(403, "invalid_grant", "Invalid authorization code");
        (await tenant.ExchangeAsync(tenant.Native, "")).IsOAuthError(400, "invalid_request", "Missing required parameter: code");
    }

    [Fact]
    public async Task A_code_is_good_for_ten_minutes()
    {
        var time = new ManualTime();
        var own = await BrowserTenant.StartedAsync(new() { BrowserApplications = true, ApplicationCount = 0, TimeProvider = time });
        var (early, late) = (await own.CodeAsync(own.Native), await own.CodeAsync(own.Native));
        time.Advance(TimeSpan.FromSeconds(599));
        Assert.Equal(200, (int)(await own.ExchangeAsync(own.Native, early)).Status);
        time.Advance(TimeSpan.FromSeconds(1));
        (await own.ExchangeAsync(own.Native, late)).IsOAuthError(403, "invalid_grant", "Invalid authorization code");
        await own.DisposeAsync();
    }
}
