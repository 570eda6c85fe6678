using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Tenant;

public sealed class OrganizationTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    private const string Path = "/api/v2/organizations";

    [Fact]
    public async Task An_organization_lives_from_creation_to_deletion()
    {
        var created = await PostAsync(new { name = "new-one", display_name = "Neu & schön", metadata = new { a = "1" } });
        Assert.Equal(201, (int)created.Status);
        Assert.Matches("^org_[A-Za-z0-9]{16}$", created.String("id"));
        var path = Path + "/" + created.String("id");
        Assert.Equal(created.Text, (await shared.Client.GetAsync(Path + "/name/new-one", shared.Token)).Text);
        Assert.Equal("renamed", (await shared.Client.PatchAsync(path, new { name = "renamed" }, shared.Token)).String("name"));
        (await shared.Client.GetAsync(Path + "/name/new-one", shared.Token)).IsError(404, null, "No organization found by that id or name");
        Assert.Equal(204, (int)(await shared.Client.DeleteAsync(path, shared.Token)).Status);
        Assert.Equal(404, (int)(await shared.Client.GetAsync(path, shared.Token)).Status);
    }

    [Fact]
    public async Task A_name_is_taken_once()
    {
        Assert.Equal(409, (int)(await PostAsync(new { name = "acme" })).Status);
        var other = (await PostAsync(new { name = "other-one" })).String("id");
        Assert.Equal(409, (int)(await shared.Client.PatchAsync(Path + "/" + other, new { name = "acme" }, shared.Token)).Status);
        Assert.Equal(200, (int)(await shared.Client.PatchAsync(Path + "/" + other, new { name = "other-one" }, shared.Token)).Status);
    }

    [Theory]
    [InlineData("Acme")]
    [InlineData("with space")]
    [InlineData("-x")]
    [InlineData("")]
    public async Task A_name_is_lower_case_letters_digits_and_hyphens(string name) =>
        Assert.Equal(400, (int)(await PostAsync(new { name })).Status);

    [Fact]
    public async Task The_list_pages_and_sorts()
    {
        Assert.Equal(System.Text.Json.JsonValueKind.Array, (await GetAsync("")).Body.ValueKind);
        var totals = await GetAsync("?include_totals=true&per_page=2&page=1");
        Assert.Equal(2, totals["start"].GetInt32());
        Assert.True(totals["total"].GetInt32() >= 6);
        var page = await GetAsync("?take=4");
        Assert.Equal(4, page["organizations"].GetArrayLength());
        Assert.NotEmpty((await GetAsync("?take=100&from=" + page.String("next")))["organizations"].EnumerateArray());
        var names = (await GetAsync("?sort=name:-1")).Body.EnumerateArray().Select(organization => organization.GetProperty("name").GetString()!).ToList();
        Assert.Equal(names.OrderByDescending(name => name, StringComparer.Ordinal), names);
        Assert.Equal(400, (int)(await GetAsync("?sort=colour:1")).Status);
        Assert.Equal(400, (int)(await GetAsync("?sort=name:2")).Status);
    }

    [Fact]
    public async Task A_grant_is_associated_once_and_only_if_it_allows_organizations()
    {
        var organization = (await PostAsync(new { name = "grants-here" })).String("id");
        var (id, _) = await shared.CreateAsync();
        var plain = await GrantAsync(id, SharedTenant.OrdersApi, null);
        var allowing = await GrantAsync(id, "urn:example:lager", "allow");
        var path = $"{Path}/{organization}/client-grants";
        Assert.Equal(400, (int)(await shared.Client.PostAsync(path, new { grant_id = plain }, shared.Token)).Status);
        Assert.Equal(404, (int)(await shared.Client.PostAsync(path, new { grant_id = "cgr_none" }, shared.Token)).Status);
        var associated = await shared.Client.PostAsync(path, new { grant_id = allowing }, shared.Token);
        Assert.Equal(201, (int)associated.Status);
        Assert.Equal(allowing, associated.String("grant_id"));
        Assert.False(associated.Has("id"));
        Assert.Equal(409, (int)(await shared.Client.PostAsync(path, new { grant_id = allowing }, shared.Token)).Status);
        Assert.Equal(allowing, (await shared.Client.GetAsync(path + "?include_totals=true", shared.Token))["client_grants"][0].GetProperty("id").GetString());
        Assert.Equal(organization, (await shared.Client.GetAsync($"/api/v2/client-grants/{allowing}/organizations", shared.Token)).Body[0].GetProperty("id").GetString());
        Assert.Equal(204, (int)(await shared.Client.DeleteAsync(path + "/" + allowing, shared.Token)).Status);
        Assert.Empty((await shared.Client.GetAsync(path, shared.Token)).Body.EnumerateArray());
    }

    private async Task<string> GrantAsync(string clientId, string audience, string? usage)
    {
        var body = new Dictionary<string, object> { ["client_id"] = clientId, ["audience"] = audience, ["scope"] = Array.Empty<string>() };
        if (usage is not null)
            body["organization_usage"] = usage;
        return (await shared.Client.PostAsync("/api/v2/client-grants", body, shared.Token)).String("id");
    }

    private Task<Reply> PostAsync(object body) => shared.Client.PostAsync(Path, body, shared.Token);

    private Task<Reply> GetAsync(string query) => shared.Client.GetAsync(Path + query, shared.Token);
}
