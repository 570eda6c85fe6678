using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.MyAccount;

public sealed class MyAccountTests(BrowserTenant tenant) : IClassFixture<BrowserTenant>
{
    private const string Factors = "/me/v1/factors";
    private const string Methods = "/me/v1/authentication-methods";

    [Fact]
    public async Task A_login_for_it_gets_a_token_that_works()
    {
        var token = (await tenant.TokensAsync(tenant.Native, "read:me:factors read:me:authentication_methods", ("audience", tenant.Audience))).String("access_token");
        var factors = await tenant.Client.GetAsync(Factors, token);
        Assert.Equal(200, (int)factors.Status);
        Assert.All(factors["factors"].EnumerateArray(), factor => Assert.NotEmpty(factor.GetProperty("usage").EnumerateArray()));
        var method = Assert.Single((await tenant.Client.GetAsync(Methods, token))["authentication_methods"].EnumerateArray());
        Assert.Equal("password", method.GetProperty("type").GetString());
    }

    [Fact]
    public async Task Each_call_needs_its_scope()
    {
        var token = (await tenant.TokensAsync(tenant.Native, "read:me:factors", ("audience", tenant.Audience))).String("access_token");
        Assert.Equal(200, (int)(await tenant.Client.GetAsync(Factors, token)).Status);
        var refused = await tenant.Client.GetAsync(Methods, token);
        Assert.Equal(403, (int)refused.Status);
        Assert.Equal(403, refused["status"].GetInt32());
        Assert.Equal("Insufficient scope, expected: read:me:authentication_methods", refused.String("detail"));
    }

    [Fact]
    public async Task Tokens_for_something_else_are_refused()
    {
        var orders = (await tenant.TokensAsync(tenant.Native, "openid", ("audience", "https://orders.example.com/"))).String("access_token");
        var opaque = (await tenant.TokensAsync(tenant.Native, "openid")).String("access_token");
        foreach (var token in new[] { null, "rubbish", tenant.Token, orders, opaque })
        {
            var reply = await tenant.Client.GetAsync(Factors, token);
            Assert.Equal(401, (int)reply.Status);
            Assert.Equal("Unauthorized", reply.String("title"));
        }

        var own = (await tenant.TokensAsync(tenant.Native, "read:me:factors", ("audience", tenant.Audience))).String("access_token");
        Assert.Equal(401, (int)(await tenant.Client.GetAsync("/api/v2/clients", own)).Status);
    }

    [Fact]
    public async Task No_application_gets_a_token_of_its_own_for_it_whatever_its_grants()
    {
        await tenant.Client.PostAsync("/api/v2/client-grants", new { client_id = tenant.Tenant.ClientId, audience = tenant.Audience, scope = new[] { "read:me:factors" } }, tenant.Token);
        var path = "/api/v2/resource-servers/" + Uri.EscapeDataString(tenant.Audience);
        Assert.Equal(400, (int)(await tenant.Client.PatchAsync(path, new { subject_type_authorization = new { client = new { policy = "require_client_grant" } } }, tenant.Token)).Status);
        var reply = await tenant.Client.TokenAsync(tenant.Tenant.ClientId, tenant.Tenant.ClientSecret, tenant.Audience);
        Assert.Equal(403, (int)reply.Status);
        Assert.Equal("access_denied", reply.String("error"));
    }

    [Fact]
    public async Task It_is_an_api_of_the_tenant_itself()
    {
        var api = await tenant.Client.GetAsync("/api/v2/resource-servers/" + Uri.EscapeDataString(tenant.Audience), tenant.Token);
        Assert.True(api["is_system"].GetBoolean());
        var policies = api["subject_type_authorization"];
        Assert.Equal("deny_all", policies.GetProperty("client").GetProperty("policy").GetString());
        Assert.Equal("require_client_grant", policies.GetProperty("user").GetProperty("policy").GetString());
        var path = "/api/v2/resource-servers/" + api.String("id");
        Assert.Equal(400, (int)(await tenant.Client.DeleteAsync(path, tenant.Token)).Status);
        Assert.Equal(400, (int)(await tenant.Client.PatchAsync(path, new { name = "Mine" }, tenant.Token)).Status);
    }

    [Theory]
    [InlineData("GET", "/me/v1/nothing")]
    [InlineData("POST", "/me/v1/factors")]
    public async Task What_does_not_exist_is_not_found(string method, string path) =>
        Assert.Equal(404, (int)(await tenant.Client.SendAsync(new HttpMethod(method), path, token: tenant.Token)).Status);
}
