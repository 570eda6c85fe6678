using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Applications;

/// <summary>Every call, with every scope but its own: refused, and the answer names the scopes that would do.</summary>
public sealed class ScopeMatrixTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    private const string ReadClients = "read:clients,read:client_keys,read:client_credentials,read:client_summary";
    private const string UpdateClients = "update:clients,update:client_keys,update:client_credentials";

    [Theory]
    [InlineData("GET", "clients", ReadClients)]
    [InlineData("GET", "clients/x", ReadClients)]
    [InlineData("POST", "clients", "create:clients")]
    [InlineData("PATCH", "clients/x", UpdateClients)]
    [InlineData("DELETE", "clients/x", "delete:clients")]
    [InlineData("POST", "clients/x/rotate-secret", "update:client_keys")]
    [InlineData("GET", "clients/x/credentials", "read:client_credentials")]
    [InlineData("POST", "clients/x/credentials", "create:client_credentials")]
    [InlineData("GET", "clients/x/credentials/y", "read:client_credentials")]
    [InlineData("PATCH", "clients/x/credentials/y", "update:client_credentials")]
    [InlineData("DELETE", "clients/x/credentials/y", "delete:client_credentials")]
    [InlineData("GET", "client-grants", "read:client_grants")]
    [InlineData("POST", "client-grants", "create:client_grants")]
    [InlineData("GET", "client-grants/x", "read:client_grants")]
    [InlineData("PATCH", "client-grants/x", "update:client_grants")]
    [InlineData("DELETE", "client-grants/x", "delete:client_grants")]
    [InlineData("GET", "client-grants/x/organizations", "read:organization_client_grants")]
    [InlineData("GET", "resource-servers", "read:resource_servers")]
    [InlineData("POST", "resource-servers", "create:resource_servers")]
    [InlineData("GET", "resource-servers/x", "read:resource_servers")]
    [InlineData("PATCH", "resource-servers/x", "update:resource_servers")]
    [InlineData("DELETE", "resource-servers/x", "delete:resource_servers")]
    [InlineData("GET", "organizations", "read:organizations,read:organizations_summary")]
    [InlineData("POST", "organizations", "create:organizations")]
    [InlineData("GET", "organizations/x", "read:organizations,read:organizations_summary")]
    [InlineData("GET", "organizations/name/x", "read:organizations,read:organizations_summary")]
    [InlineData("PATCH", "organizations/x", "update:organizations")]
    [InlineData("DELETE", "organizations/x", "delete:organizations")]
    [InlineData("GET", "organizations/x/client-grants", "read:organization_client_grants")]
    [InlineData("POST", "organizations/x/client-grants", "create:organization_client_grants")]
    [InlineData("DELETE", "organizations/x/client-grants/y", "delete:organization_client_grants")]
    [InlineData("GET", "tenants/settings", "read:tenant_settings")]
    [InlineData("PATCH", "tenants/settings", "update:tenant_settings")]
    [InlineData("GET", "keys/signing", "read:signing_keys")]
    [InlineData("GET", "keys/signing/x", "read:signing_keys")]
    [InlineData("POST", "keys/signing/rotate", "update:signing_keys")]
    [InlineData("PUT", "keys/signing/x/revoke", "update:signing_keys")]
    public async Task A_call_needs_one_of_its_scopes(string method, string path, string anyOf)
    {
        var all = (await shared.Client.TokenAsync(shared.Tenant.ClientId, shared.Tenant.ClientSecret, shared.Tenant.Audience)).String("scope").Split(' ');
        var others = await shared.Running.TokenAsync([.. all.Except(anyOf.Split(','))]);
        var refused = await SendAsync(method, path, others);
        refused.IsError(403, "insufficient_scope", "Insufficient scope, expected any of: " + anyOf);
        Assert.Equal("Forbidden", refused.String("error"));
        foreach (var scope in anyOf.Split(','))
        {
            var let = await SendAsync(method, path, await shared.Running.TokenAsync(scope));
            Assert.False(
                let.Has("errorCode") && let.String("message").StartsWith("Insufficient scope, expected any of: " + anyOf, StringComparison.Ordinal),
                $"{scope} should let the call in");
        }
    }

    [Fact]
    public async Task The_limited_application_can_read_and_nothing_else()
    {
        var token = (await shared.Client.TokenAsync(shared.Tenant.LimitedClientId, shared.Tenant.LimitedClientSecret, shared.Tenant.Audience)).String("access_token");
        Assert.Equal(200, (int)(await shared.Client.GetAsync("/api/v2/clients", token)).Status);
        Assert.Equal(403, (int)(await shared.Client.PatchAsync("/api/v2/clients/x", new { client_secret = "x" }, token)).Status);
        Assert.Equal(403, (int)(await shared.Client.PostAsync("/api/v2/clients/x/rotate-secret", new { }, token)).Status);
        Assert.Equal(403, (int)(await shared.Client.GetAsync("/api/v2/tenants/settings", token)).Status);
    }

    // A body that is refused by every call, so that nothing is changed; GET and DELETE have none.
    private Task<Reply> SendAsync(string method, string path, string token) => shared.Client.SendAsync(
        new HttpMethod(method),
        "/api/v2/" + path,
        method is "GET" or "DELETE" ? null : new StringContent("[]", System.Text.Encoding.UTF8, "application/json"),
        token);
}
