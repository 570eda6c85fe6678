using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Grants;

public sealed class ResourceServerTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    private const string Path = "/api/v2/resource-servers";

    [Fact]
    public async Task The_management_api_is_the_first_and_cannot_be_deleted()
    {
        var list = await shared.Client.GetAsync(Path + "?include_totals=true", shared.Token);
        var management = list["resource_servers"][0];
        Assert.Equal("Auth0 Management API", management.GetProperty("name").GetString());
        Assert.Equal(shared.Tenant.Audience, management.GetProperty("identifier").GetString());
        Assert.True(management.GetProperty("is_system").GetBoolean());
        Assert.Contains("update:client_keys", management.GetProperty("scopes").EnumerateArray().Select(scope => scope.GetProperty("value").GetString()));
        var path = Path + "/" + management.GetProperty("id").GetString();
        Assert.Equal(400, (int)(await shared.Client.DeleteAsync(path, shared.Token)).Status);
        Assert.Equal(400, (int)(await shared.Client.PatchAsync(path, new { name = "Mine" }, shared.Token)).Status);
    }

    [Fact]
    public async Task An_api_lives_from_creation_to_deletion()
    {
        var created = await shared.Client.PostAsync(Path, new { identifier = "https://new.example/a b", scopes = new[] { new { value = "read:x" } } }, shared.Token);
        Assert.Equal(201, (int)created.Status);
        Assert.Matches("^[0-9a-f]{24}$", created.String("id"));
        Assert.Equal(86400, created["token_lifetime"].GetInt32());
        Assert.Equal("RS256", created.String("signing_alg"));
        Assert.Equal("require_client_grant", created["subject_type_authorization"].GetProperty("client").GetProperty("policy").GetString());
        var byIdentifier = Path + "/" + Uri.EscapeDataString("https://new.example/a b");
        Assert.Equal(created.Text, (await shared.Client.GetAsync(byIdentifier, shared.Token)).Text);
        Assert.Equal(60, (await shared.Client.PatchAsync(byIdentifier, new { token_lifetime = 60 }, shared.Token))["token_lifetime"].GetInt32());
        Assert.Equal(400, (int)(await shared.Client.PatchAsync(byIdentifier, new { identifier = "x" }, shared.Token)).Status);
        Assert.Equal(409, (int)(await shared.Client.PostAsync(Path, new { identifier = "https://new.example/a b" }, shared.Token)).Status);

        var (id, secret) = await shared.CreateAsync(new { name = "m", grant_types = new[] { "client_credentials" } });
        await shared.Client.PostAsync("/api/v2/client-grants", new { client_id = id, audience = "https://new.example/a b", scope = Array.Empty<string>() }, shared.Token);
        Assert.Equal(60, (await shared.Client.TokenAsync(id, secret, "https://new.example/a b"))["expires_in"].GetInt32());
        Assert.Equal(204, (int)(await shared.Client.DeleteAsync(byIdentifier, shared.Token)).Status);
        (await shared.Client.GetAsync(byIdentifier, shared.Token)).IsError(404, "inexistent_resource_server", "The resource server does not exist");
        Assert.Empty((await shared.Client.GetAsync("/api/v2/client-grants?client_id=" + id, shared.Token)).Body.EnumerateArray());
    }

    [Fact]
    public async Task The_list_can_be_narrowed_to_identifiers()
    {
        var query = $"?identifiers={Uri.EscapeDataString(SharedTenant.OrdersApi)}&identifiers=urn:example:lager";
        Assert.Equal(2, (await shared.Client.GetAsync(Path + query, shared.Token)).Body.GetArrayLength());
        var eleven = "?" + string.Join('&', Enumerable.Range(0, 11).Select(number => "identifiers=x" + number));
        Assert.Equal(400, (int)(await shared.Client.GetAsync(Path + eleven, shared.Token)).Status);
    }
}
