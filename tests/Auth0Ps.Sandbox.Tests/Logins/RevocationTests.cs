using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Logins;

public sealed class RevocationTests(BrowserTenant tenant) : IClassFixture<BrowserTenant>
{
    [Fact]
    public async Task Revoking_any_token_of_a_family_ends_it()
    {
        var first = (await LogInAsync(tenant.Native)).String("refresh_token");
        var second = (await tenant.RefreshAsync(tenant.Native, first)).String("refresh_token");
        var reply = await RevokeAsync(("client_id", tenant.Native), ("token", second));
        Assert.Equal(200, (int)reply.Status);
        Assert.Equal("", reply.Text);
        (await tenant.RefreshAsync(tenant.Native, second)).IsOAuthError(403, "invalid_grant", "Unknown or invalid refresh token.");
        Assert.Equal(200, (int)(await RevokeAsync(("client_id", tenant.Native), ("token", second))).Status);
    }

    [Fact]
    public async Task Revoking_takes_the_same_proof_as_a_token_request()
    {
        var token = (await LogInAsync(tenant.Web)).String("refresh_token");
        (await RevokeAsync(("client_id", tenant.Web), ("client_secret", "wrong"), ("token", token))).IsOAuthError(401, "access_denied", "Unauthorized");
        (await RevokeAsync(("client_id", tenant.Web), ("client_secret", tenant.Tenant.WebClientSecret!))).IsOAuthError(400, "invalid_request", "Missing required parameter: token");
        // Somebody else's token, like an unknown one, changes nothing.
        Assert.Equal(200, (int)(await RevokeAsync(("client_id", tenant.Native), ("token", token))).Status);
        Assert.Equal(200, (int)(await tenant.RefreshAsync(tenant.Web, token)).Status);
        var json = await tenant.Client.PostAsync("/oauth/revoke", new { client_id = tenant.Web, client_secret = tenant.Tenant.WebClientSecret, token });
        Assert.Equal(200, (int)json.Status);
        Assert.Equal(403, (int)(await tenant.RefreshAsync(tenant.Web, token)).Status);
    }

    private Task<Reply> LogInAsync(string clientId) => tenant.TokensAsync(clientId, "openid offline_access");

    private Task<Reply> RevokeAsync(params (string Name, string Value)[] fields) => tenant.Client.SendAsync(
        HttpMethod.Post,
        "/oauth/revoke",
        new FormUrlEncodedContent(fields.Select(field => new KeyValuePair<string, string>(field.Name, field.Value))));
}
