using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Logins;

public sealed class LoginTokenTests(BrowserTenant tenant) : IClassFixture<BrowserTenant>
{
    [Fact]
    public async Task A_login_with_PKCE_gives_tokens_that_verify()
    {
        var code = await tenant.CodeAsync(tenant.Native, ("scope", "openid profile email offline_access read:me:factors"), ("audience", tenant.Audience), ("nonce", "n-1"));
        var reply = await tenant.ExchangeAsync(tenant.Native, code);
        Assert.Equal(200, (int)reply.Status);
        Assert.Equal("Bearer", reply.String("token_type"));
        Assert.Equal(86400, reply["expires_in"].GetInt32());
        Assert.Equal("openid profile email offline_access read:me:factors", reply.String("scope"));
        Assert.StartsWith("v1.", reply.String("refresh_token"), StringComparison.Ordinal);
        Assert.Equal("no-store", reply.Header("Cache-Control"));

        var keys = (await tenant.Client.GetAsync("/.well-known/jwks.json")).Body;
        var id = Jwt.Claims(reply.String("id_token"));
        Assert.True(Jwt.IsSignedBy(reply.String("id_token"), keys));
        Assert.Equal("RS256", Jwt.Header(reply.String("id_token")).GetProperty("alg").GetString());
        Assert.Equal(tenant.Tenant.Domain + "/", id.GetProperty("iss").GetString());
        Assert.Equal(tenant.Native, id.GetProperty("aud").GetString());
        Assert.Matches("^auth0\\|[0-9a-f]{24}$", id.GetProperty("sub").GetString());
        Assert.Equal("n-1", id.GetProperty("nonce").GetString());
        Assert.Equal(tenant.Tenant.UserEmail, id.GetProperty("email").GetString());
        Assert.Equal(36000, id.GetProperty("exp").GetInt64() - id.GetProperty("iat").GetInt64());
        Assert.False(id.TryGetProperty("org_id", out _));

        var access = Jwt.Claims(reply.String("access_token"));
        Assert.True(Jwt.IsSignedBy(reply.String("access_token"), keys));
        Assert.Equal([tenant.Audience, tenant.Tenant.Domain + "/userinfo"], access.GetProperty("aud").EnumerateArray().Select(audience => audience.GetString()));
        Assert.Equal(id.GetProperty("sub").GetString(), access.GetProperty("sub").GetString());
        Assert.Equal(tenant.Native, access.GetProperty("azp").GetString());
        Assert.Equal(reply.String("scope"), access.GetProperty("scope").GetString());
        Assert.False(access.TryGetProperty("gty", out _));
    }

    [Fact]
    public async Task Without_openid_there_is_no_id_token_and_without_offline_access_no_refresh_token()
    {
        var reply = await tenant.TokensAsync(tenant.Native, "read:me:factors", ("audience", tenant.Audience));
        Assert.False(reply.Has("id_token"));
        Assert.False(reply.Has("refresh_token"));
        Assert.Equal(tenant.Audience, Jwt.Claims(reply.String("access_token")).GetProperty("aud").GetString());
    }

    [Fact]
    public async Task A_refresh_token_needs_the_grant_type_and_an_api_that_allows_it()
    {
        var id = (await tenant.Client.PostAsync("/api/v2/clients", new { name = "No refresh", token_endpoint_auth_method = "none", callbacks = new[] { BrowserTenant.Callback }, grant_types = new[] { "authorization_code" } }, tenant.Token)).String("client_id");
        var without = await tenant.TokensAsync(id, "openid offline_access");
        Assert.False(without.Has("refresh_token"));
        Assert.Equal("openid", without.String("scope"));
        var api = (Name: "audience", Value: "https://billing.example.com");
        Assert.False((await tenant.TokensAsync(tenant.Native, "openid offline_access", api)).Has("refresh_token"));
        await tenant.Client.PatchAsync("/api/v2/resource-servers/" + Uri.EscapeDataString(api.Value), new { allow_offline_access = true }, tenant.Token);
        var with = await tenant.TokensAsync(tenant.Native, "openid offline_access", api);
        Assert.True(with.Has("refresh_token"));
        Assert.Equal(3600, with["expires_in"].GetInt32());
    }

    [Fact]
    public async Task An_organization_is_in_both_tokens()
    {
        var organization = (await tenant.Client.GetAsync("/api/v2/organizations/name/acme", tenant.Token)).String("id");
        var reply = await tenant.TokensAsync(tenant.Native, "openid", ("audience", tenant.Audience), ("organization", organization));
        Assert.Equal(organization, Jwt.Claims(reply.String("id_token")).GetProperty("org_id").GetString());
        Assert.Equal(organization, Jwt.Claims(reply.String("access_token")).GetProperty("org_id").GetString());

        await tenant.Client.PatchAsync("/api/v2/tenants/settings", new { allow_organization_name_in_authentication_api = true }, tenant.Token);
        var byName = Jwt.Claims((await tenant.TokensAsync(tenant.Native, "openid", ("organization", "Acme"))).String("id_token"));
        Assert.Equal(organization, byName.GetProperty("org_id").GetString());
        Assert.Equal("acme", byName.GetProperty("org_name").GetString());
        await tenant.Client.PatchAsync("/api/v2/tenants/settings", new { allow_organization_name_in_authentication_api = false }, tenant.Token);
    }

    [Fact]
    public async Task An_application_can_require_or_deny_an_organization()
    {
        var id = (await tenant.Client.PostAsync("/api/v2/clients", new { name = "Org", token_endpoint_auth_method = "none", callbacks = new[] { BrowserTenant.Callback }, organization_usage = "require" }, tenant.Token)).String("client_id");
        (await tenant.AuthorizeAsync(id)).IsRedirectedError("invalid_request", "parameter organization is required for this client", "st&te=1");
        await tenant.Client.PatchAsync("/api/v2/clients/" + id, new { organization_usage = "deny" }, tenant.Token);
        (await tenant.AuthorizeAsync(id, ("organization", "org_0123456789abcdef"))).IsRedirectedError("invalid_request", "parameter organization is not allowed for this client", "st&te=1");
    }

    [Fact]
    public async Task The_Management_API_gives_users_no_permissions_of_machines()
    {
        var reply = await tenant.TokensAsync(tenant.Native, "openid read:clients", ("audience", tenant.Tenant.Audience));
        Assert.Equal("openid", reply.String("scope"));
        Assert.Equal(403, (int)(await tenant.Client.GetAsync("/api/v2/clients", reply.String("access_token"))).Status);
    }
}
