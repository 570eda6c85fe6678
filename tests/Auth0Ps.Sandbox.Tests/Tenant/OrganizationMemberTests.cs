using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Tenant;

public sealed class OrganizationMemberTests(BrowserTenant browser) : IClassFixture<BrowserTenant>
{
    [Theory]
    [InlineData("connections", "connections")]
    [InlineData("enabled_connections", "enabled_connections")]
    [InlineData("members", "members")]
    [InlineData("clients", "clients")]
    [InlineData("client-grants", "client_grants")]
    public async Task A_new_organization_has_empty_lists_with_totals(string path, string key)
    {
        var id = await CreateAsync();
        var empty = await GetAsync($"{id}/{path}?page=0&per_page=50&include_totals=true");
        Assert.Equal((0, 0, 50), (empty["total"].GetInt32(), empty["start"].GetInt32(), empty["limit"].GetInt32()));
        Assert.Empty(empty[key].EnumerateArray());
        Assert.Equal("[]", (await GetAsync($"{id}/{path}")).Text);
        (await GetAsync("org_none/" + path)).IsError(404, null, "No organization found by that id or name");
    }

    [Fact]
    public async Task Members_come_and_go()
    {
        var id = await CreateAsync();
        var user = (await MeAsync()).String("sub");
        Assert.Equal(204, (int)(await browser.Client.PostAsync($"/api/v2/organizations/{id}/members", new { members = new[] { user } }, browser.Token)).Status);
        Assert.Equal(404, (int)(await browser.Client.PostAsync($"/api/v2/organizations/{id}/members", new { members = new[] { "auth0|nobody" } }, browser.Token)).Status);
        var listed = await GetAsync($"{id}/members?take=5");
        Assert.Equal(user, listed["members"][0].GetProperty("user_id").GetString());
        Assert.False(listed.Has("next"));
        Assert.Equal(204, (int)(await DeleteAsync($"{id}/members", new { members = new[] { user } })).Status);
        Assert.Empty((await GetAsync($"{id}/members")).Body.EnumerateArray());
    }

    [Fact]
    public async Task Applications_come_and_go()
    {
        var id = await CreateAsync();
        var body = new { clients = new[] { new { client_id = browser.Native, use_for_member_access = true }, new { client_id = browser.Web, use_for_member_access = false } } };
        Assert.Equal(204, (int)(await browser.Client.PostAsync($"/api/v2/organizations/{id}/clients", body, browser.Token)).Status);
        var page = await GetAsync($"{id}/clients?take=1");
        Assert.Equal(browser.Native, page["clients"][0].GetProperty("client_id").GetString());
        Assert.Equal("native", page["clients"][0].GetProperty("client").GetProperty("app_type").GetString());
        Assert.Equal(browser.Web, (await GetAsync($"{id}/clients?take=1&from=" + page.String("next")))["clients"][0].GetProperty("client_id").GetString());
        var changed = await browser.Client.PatchAsync($"/api/v2/organizations/{id}/clients/{browser.Web}", new { use_for_member_access = true }, browser.Token);
        Assert.True(changed["use_for_member_access"].GetBoolean());
        Assert.Equal(204, (int)(await DeleteAsync($"{id}/clients", new { clients = new[] { browser.Native } })).Status);
        Assert.Equal(404, (int)(await GetAsync($"{id}/clients/{browser.Native}")).Status);
    }

    [Fact]
    public async Task Discovery_domains_come_and_go()
    {
        var id = await CreateAsync();
        Assert.Equal("""{"domains":[]}""", (await GetAsync($"{id}/discovery-domains?take=50")).Text);
        var path = $"/api/v2/organizations/{id}/discovery-domains";
        var name = $"{id[4..].ToLowerInvariant()}.example";
        var created = await browser.Client.PostAsync(path, new { domain = name, status = "verified" }, browser.Token);
        Assert.True((int)created.Status == 201, created.Text);
        Assert.Equal(409, (int)(await browser.Client.PostAsync(path, new { domain = name }, browser.Token)).Status);
        Assert.Equal(created.Text, (await browser.Client.GetAsync($"{path}/name/{name}", browser.Token)).Text);
        var one = $"{path}/{created.String("id")}";
        Assert.False((await browser.Client.PatchAsync(one, new { use_for_organization_discovery = false }, browser.Token))["use_for_organization_discovery"].GetBoolean());
        Assert.Equal(204, (int)(await browser.Client.DeleteAsync(one, browser.Token)).Status);
        Assert.Equal(404, (int)(await browser.Client.GetAsync(one, browser.Token)).Status);
    }

    [Fact]
    public async Task The_tenant_itself_has_no_connections() =>
        Assert.Equal("""{"connections":[]}""", (await browser.Client.GetAsync("/api/v2/connections?take=50&strategy=auth0", browser.Token)).Text);

    private async Task<string> CreateAsync()
    {
        var created = await browser.Client.PostAsync("/api/v2/organizations", new { name = "o" + Guid.NewGuid().ToString("N") }, browser.Token);
        Assert.Equal("block", created.String("third_party_client_access"));
        Assert.False(created["is_app_entitlement_active"].GetBoolean());
        return created.String("id");
    }

    private async Task<Reply> MeAsync()
    {
        var tokens = await browser.TokensAsync(browser.Native, "openid");
        return await browser.Client.GetAsync("/userinfo", tokens.String("access_token"));
    }

    private Task<Reply> GetAsync(string path) => browser.Client.GetAsync("/api/v2/organizations/" + path, browser.Token);

    private Task<Reply> DeleteAsync(string path, object body) =>
        browser.Client.SendAsync(HttpMethod.Delete, "/api/v2/organizations/" + path, System.Net.Http.Json.JsonContent.Create(body), browser.Token);
}
