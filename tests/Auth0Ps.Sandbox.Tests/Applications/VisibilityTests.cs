using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Applications;

public sealed class VisibilityTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    [Theory]
    [InlineData("read:clients", true, false)]
    [InlineData("read:client_keys", true, true)]
    [InlineData("read:client_credentials", false, true)]
    [InlineData("read:client_summary", false, false)]
    [InlineData("read:clients read:client_credentials", true, true)]
    public async Task Scopes_decide_what_is_shown(string scopes, bool settings, bool secret)
    {
        var token = await shared.Running.TokenAsync(scopes.Split(' '));
        var (id, _) = await shared.CreateAsync(new { name = "Seen", description = "d", app_type = "non_interactive" });
        foreach (var client in new[]
        {
            (await shared.Client.GetAsync("/api/v2/clients/" + id, token)).Body,
            (await shared.Client.GetAsync("/api/v2/clients?per_page=100", token)).Body.EnumerateArray().First(candidate => candidate.GetProperty("client_id").GetString() == id),
        })
        {
            foreach (var always in new[] { "client_id", "name", "description", "app_type" })
                Assert.True(client.TryGetProperty(always, out _), always);
            Assert.Equal(settings, client.TryGetProperty("grant_types", out _));
            Assert.Equal(settings, client.TryGetProperty("tenant", out _));
            Assert.Equal(secret, client.TryGetProperty("client_secret", out _));
        }
    }

    [Theory]
    [InlineData("read:clients", "client_secret")]
    [InlineData("read:clients", "name,client_authentication_methods")]
    [InlineData("read:client_summary", "grant_types")]
    [InlineData("read:client_credentials", "callbacks")]
    public async Task Asking_for_what_is_hidden_is_refused(string scope, string fields)
    {
        var token = await shared.Running.TokenAsync(scope);
        const string Message = "Some fields cannot be read with the permissions set in the bearer token scopes";
        (await shared.Client.GetAsync("/api/v2/clients?fields=" + fields, token)).IsError(403, "insufficient_scope", Message);
        (await shared.Client.GetAsync($"/api/v2/clients/{shared.Tenant.ClientId}?fields={fields}", token)).IsError(403, "insufficient_scope", Message);
    }

    [Fact]
    public async Task Leaving_out_what_is_hidden_anyway_is_fine()
    {
        var token = await shared.Running.TokenAsync("read:clients");
        Assert.Equal(200, (int)(await shared.Client.GetAsync("/api/v2/clients?fields=client_secret&include_fields=false", token)).Status);
    }

    [Fact]
    public async Task The_authentication_method_with_keys_is_hidden_from_a_plain_reader()
    {
        var token = await shared.Running.TokenAsync("read:clients");
        var client = await shared.Running.ApplicationAsync(shared.Token, candidate => candidate.TryGetProperty("client_authentication_methods", out _));
        var seen = await shared.Client.GetAsync("/api/v2/clients/" + client.GetProperty("client_id").GetString(), token);
        Assert.False(seen.Has("client_authentication_methods"));
        Assert.False(seen.Has("token_endpoint_auth_method"));
    }

    [Theory]
    [InlineData("update:clients", "client_secret", false)]
    [InlineData("update:clients", "name", true)]
    [InlineData("update:client_keys", "client_secret", true)]
    [InlineData("update:client_keys", "name", false)]
    [InlineData("update:client_credentials", "client_secret", false)]
    [InlineData("update:client_credentials", "name", false)]
    public async Task Scopes_decide_what_can_be_changed(string scope, string member, bool allowed)
    {
        var (id, _) = await shared.CreateAsync();
        var token = await shared.Running.TokenAsync(scope);
        var reply = await shared.Client.PatchAsync("/api/v2/clients/" + id, new Dictionary<string, string> { [member] = "changed" }, token);
        if (allowed)
            Assert.Equal(200, (int)reply.Status);
        else
            reply.IsError(403, "insufficient_scope", "Some fields cannot be updated with the permissions set in the bearer token scopes");
        var after = await shared.Client.GetAsync("/api/v2/clients/" + id, shared.Token);
        Assert.Equal(allowed, after.String(member) == "changed");
    }
}
