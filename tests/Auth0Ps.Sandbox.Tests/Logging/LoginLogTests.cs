using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Logging;

public sealed class LoginLogTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Codes_tokens_verifiers_assertions_and_passwords_are_never_logged()
    {
        var file = _folder.File("requests.log");
        var problems = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var tenant = await BrowserTenant.StartedAsync(new() { BrowserApplications = true, ApplicationCount = 0, LogFile = file, ReportProblem = problems.Enqueue });
        using var key = TestKeys.New();
        var code = await tenant.CodeAsync(tenant.Web, ("scope", "openid offline_access"), ("state", "secret-state"), ("nonce", "secret-nonce"));
        var tokens = await tenant.ExchangeAsync(tenant.Web, code);
        var refreshToken = tokens.String("refresh_token");
        await tenant.RefreshAsync(tenant.Web, refreshToken);
        await tenant.RefreshAsync(tenant.Web, refreshToken, ("client_secret", "wrong-planted-secret"));
        var assertion = new Assertion("nobody", tenant.Tenant.Domain, DateTimeOffset.UtcNow).Sign(key);
        await tenant.Client.PostAsync("/oauth/token", new { grant_type = "refresh_token", refresh_token = refreshToken, client_assertion_type = Assertion.Type, client_assertion = assertion });
        await tenant.Client.GetAsync("/userinfo", tokens.String("access_token"));
        await tenant.Client.PostAsync("/oauth/revoke", new { client_id = tenant.Web, client_secret = tenant.Tenant.WebClientSecret, token = refreshToken });
        string[] secrets =
        [
            code, refreshToken, refreshToken[3..], assertion, assertion.Split('.')[2], tokens.String("access_token"), tokens.String("id_token"), tenant.Tenant.UserPassword!,
            tenant.Tenant.WebClientSecret!, "secret-state", "secret-nonce", "planted", BrowserTenant.Verifier,
        ];
        await tenant.DisposeAsync();
        var text = await File.ReadAllTextAsync(file);
        Assert.Contains("\"path\":\"/authorize\"", text, StringComparison.Ordinal);
        Assert.Contains("\"path\":\"/oauth/revoke\"", text, StringComparison.Ordinal);
        foreach (var secret in secrets)
            Assert.DoesNotContain(secret, text, StringComparison.Ordinal);
        Assert.Empty(problems);
    }
}
