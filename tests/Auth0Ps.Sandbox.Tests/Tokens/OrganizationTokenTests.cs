using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Tokens;

public sealed class OrganizationTokenTests(SharedTenant shared) : IClassFixture<SharedTenant>, IAsyncLifetime
{
    private const string Audience = SharedTenant.OrdersApi;
    private string _clientId = "";
    private string _secret = "";
    private string _organization = "";

    public async Task InitializeAsync()
    {
        (_clientId, _secret) = await shared.CreateAsync(new { name = "m", grant_types = new[] { "client_credentials" } });
        _organization = (await shared.Client.GetAsync("/api/v2/organizations/name/acme", shared.Token)).String("id");
    }

    public async Task DisposeAsync() =>
        await shared.Client.PatchAsync("/api/v2/tenants/settings", new { allow_organization_name_in_authentication_api = false }, shared.Token);

    [Fact]
    public async Task Any_organization_may_be_named_when_the_grant_says_so()
    {
        await GrantAsync("allow", any: true);
        var reply = await AskAsync(_organization);
        Assert.Equal(_organization, Jwt.Claims(reply.String("access_token")).GetProperty("org_id").GetString());
        Assert.False(Jwt.Claims((await AskAsync(null)).String("access_token")).TryGetProperty("org_id", out _));
    }

    [Fact]
    public async Task Without_that_the_grant_must_be_associated()
    {
        var grant = await GrantAsync("allow", any: false);
        (await AskAsync(_organization)).IsOAuthError(403, "access_denied", $"Client {_clientId} is not authorized to access resource server {Audience} in the context of organization {_organization}");
        await shared.Client.PostAsync($"/api/v2/organizations/{_organization}/client-grants", new { grant_id = grant }, shared.Token);
        Assert.Equal(200, (int)(await AskAsync(_organization)).Status);
        await shared.Client.DeleteAsync($"/api/v2/organizations/{_organization}/client-grants/{grant}", shared.Token);
        Assert.Equal(403, (int)(await AskAsync(_organization)).Status);
    }

    [Fact]
    public async Task A_grant_can_require_an_organization()
    {
        await GrantAsync("require", any: true);
        (await AskAsync(null)).IsOAuthError(400, "invalid_request", "parameter organization is required for this client");
        Assert.Equal(200, (int)(await AskAsync(_organization)).Status);
    }

    [Theory]
    [InlineData("deny")]
    [InlineData(null)]
    public async Task A_grant_that_denies_or_says_nothing_takes_no_organization(string? usage)
    {
        await GrantAsync(usage, any: null);
        (await AskAsync(_organization)).IsOAuthError(400, "invalid_request", "parameter organization is not allowed for this client");
        Assert.Equal(200, (int)(await AskAsync(null)).Status);
    }

    [Fact]
    public async Task A_name_works_only_when_the_tenant_allows_names()
    {
        await GrantAsync("allow", any: true);
        Assert.Equal(400, (int)(await AskAsync("acme")).Status);
        await shared.Client.PatchAsync("/api/v2/tenants/settings", new { allow_organization_name_in_authentication_api = true }, shared.Token);
        Assert.Equal(_organization, Jwt.Claims((await AskAsync("Acme")).String("access_token")).GetProperty("org_id").GetString());
        Assert.Equal(400, (int)(await AskAsync("nobody")).Status);
    }

    [Fact]
    public async Task An_unknown_organization_is_refused()
    {
        await GrantAsync("allow", any: true);
        Assert.Equal("invalid_request", (await AskAsync("org_0123456789abcdef")).String("error"));
    }

    [Fact]
    public async Task The_default_organization_of_an_application_fills_in()
    {
        await GrantAsync("require", any: true);
        await shared.Client.PatchAsync("/api/v2/clients/" + _clientId, new { default_organization = new { organization_id = _organization, flows = new[] { "client_credentials" } } }, shared.Token);
        Assert.Equal(_organization, Jwt.Claims((await AskAsync(null)).String("access_token")).GetProperty("org_id").GetString());
    }

    private async Task<string> GrantAsync(string? usage, bool? any)
    {
        var body = new Dictionary<string, object?> { ["client_id"] = _clientId, ["audience"] = Audience, ["scope"] = Array.Empty<string>() };
        if (usage is not null)
            body["organization_usage"] = usage;
        if (any is not null)
            body["allow_any_organization"] = any;
        return (await shared.Client.PostAsync("/api/v2/client-grants", body, shared.Token)).String("id");
    }

    private Task<Reply> AskAsync(string? organization) => organization is null
        ? shared.Client.TokenAsync(_clientId, _secret, Audience)
        : shared.Client.TokenAsync(_clientId, _secret, Audience, ("organization", organization));
}
