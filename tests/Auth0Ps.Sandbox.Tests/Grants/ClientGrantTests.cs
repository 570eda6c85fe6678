using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Grants;

public sealed class ClientGrantTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    private const string Path = "/api/v2/client-grants";

    [Fact]
    public async Task A_grant_lives_from_creation_to_deletion()
    {
        var (id, secret) = await shared.CreateAsync(new { name = "m", app_type = "non_interactive", grant_types = new[] { "client_credentials" } });
        Assert.Equal(403, await shared.SignInAsync(id, secret));
        var created = await PostAsync(id, SharedTenant.OrdersApi);
        Assert.Equal(201, (int)created.Status);
        Assert.Matches("^cgr_[A-Za-z0-9]{16}$", created.String("id"));
        Assert.Equal("client", created.String("subject_type"));
        Assert.False(created.Has("organization_usage"));
        Assert.Equal(200, await shared.SignInAsync(id, secret));

        var path = Path + "/" + created.String("id");
        var changed = await shared.Client.PatchAsync(path, new { scope = new[] { "write:orders" }, organization_usage = "allow" }, shared.Token);
        Assert.Equal("allow", changed.String("organization_usage"));
        Assert.Equal("write:orders", (await shared.Client.TokenAsync(id, secret, SharedTenant.OrdersApi)).String("scope"));
        Assert.Equal(changed.Text, (await shared.Client.GetAsync(path, shared.Token)).Text);
        Assert.False((await shared.Client.PatchAsync(path, new { organization_usage = (string?)null }, shared.Token)).Has("organization_usage"));

        Assert.Equal(204, (int)(await shared.Client.DeleteAsync(path, shared.Token)).Status);
        Assert.Equal(403, await shared.SignInAsync(id, secret));
        Assert.Equal(404, (int)(await shared.Client.GetAsync(path, shared.Token)).Status);
        Assert.Equal(204, (int)(await shared.Client.DeleteAsync(path, shared.Token)).Status);
    }

    [Fact]
    public async Task A_second_grant_for_the_same_api_is_a_conflict_unless_it_is_for_users()
    {
        var (id, _) = await shared.CreateAsync();
        await PostAsync(id, SharedTenant.OrdersApi);
        var again = await PostAsync(id, SharedTenant.OrdersApi);
        Assert.Equal(409, (int)again.Status);
        Assert.Equal("Conflict", again.String("error"));
        var forUsers = await shared.Client.PostAsync(Path, new { client_id = id, audience = SharedTenant.OrdersApi, scope = Array.Empty<string>(), subject_type = "user" }, shared.Token);
        Assert.Equal(201, (int)forUsers.Status);
    }

    [Fact]
    public async Task Application_and_api_must_exist()
    {
        var (id, _) = await shared.CreateAsync();
        Assert.Equal(404, (int)(await PostAsync("nobody", SharedTenant.OrdersApi)).Status);
        Assert.Equal(404, (int)(await PostAsync(id, "https://nowhere.example")).Status);
        Assert.Equal(400, (int)(await shared.Client.PostAsync(Path, new { client_id = id }, shared.Token)).Status);
    }

    [Fact]
    public async Task Application_and_api_cannot_be_changed()
    {
        var (id, _) = await shared.CreateAsync();
        var grant = (await PostAsync(id, SharedTenant.OrdersApi)).String("id");
        foreach (var member in new[] { "client_id", "audience", "subject_type" })
            Assert.Equal(400, (int)(await shared.Client.PatchAsync(Path + "/" + grant, new Dictionary<string, string> { [member] = "x" }, shared.Token)).Status);
    }

    [Fact]
    public async Task The_list_filters_and_pages_in_all_three_shapes()
    {
        var (id, _) = await shared.CreateAsync();
        await PostAsync(id, SharedTenant.OrdersApi);
        await PostAsync(id, "urn:example:lager");
        Assert.Equal(2, (await GetAsync("client_id=" + id)).Body.GetArrayLength());
        Assert.Single((await GetAsync($"client_id={id}&audience={Uri.EscapeDataString(SharedTenant.OrdersApi)}")).Body.EnumerateArray());
        var totals = await GetAsync($"client_id={id}&include_totals=true&per_page=1");
        Assert.Equal(2, totals["total"].GetInt32());
        Assert.Single(totals["client_grants"].EnumerateArray());
        var first = await GetAsync($"client_id={id}&take=1");
        var last = await GetAsync($"client_id={id}&take=1&from=" + first.String("next"));
        Assert.False(last.Has("next"));
        Assert.NotEqual(first["client_grants"][0].GetRawText(), last["client_grants"][0].GetRawText());
        Assert.All((await GetAsync("allow_any_organization=true&per_page=100")).Body.EnumerateArray(), grant => Assert.True(grant.GetProperty("allow_any_organization").GetBoolean()));
    }

    [Fact]
    public async Task All_scopes_and_a_list_exclude_each_other()
    {
        var (id, _) = await shared.CreateAsync();
        var both = new { client_id = id, audience = SharedTenant.OrdersApi, scope = new[] { "read:orders" }, allow_all_scopes = true };
        Assert.Equal(400, (int)(await shared.Client.PostAsync(Path, both, shared.Token)).Status);
    }

    private Task<Reply> PostAsync(string clientId, string audience) =>
        shared.Client.PostAsync(Path, new { client_id = clientId, audience, scope = new[] { "read:orders" } }, shared.Token);

    private Task<Reply> GetAsync(string query) => shared.Client.GetAsync(Path + "?" + query, shared.Token);
}
