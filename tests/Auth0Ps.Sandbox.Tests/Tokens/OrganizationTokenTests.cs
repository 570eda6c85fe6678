using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Tokens;

public sealed class OrganizationTokenTests : IAsyncLifetime
{
    private const string Audience = "https://orders.example.com/";
    private RunningTenant _running = null!;
    private string _token = "";
    private string _organization = "";

    private SandboxTenant Tenant => _running.Tenant;

    public async Task InitializeAsync()
    {
        _running = await RunningTenant.StartAsync();
        _token = await _running.TokenAsync();
        _organization = (await _running.Client.GetAsync("/api/v2/organizations/name/acme", _token)).String("id");
    }

    public async Task DisposeAsync() => await _running.DisposeAsync();

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
        (await AskAsync(_organization)).IsOAuthError(403, "access_denied", $"Client {Tenant.ClientId} is not authorized to access resource server {Audience} in the context of organization {_organization}");
        await _running.Client.PostAsync($"/api/v2/organizations/{_organization}/client-grants", new { grant_id = grant }, _token);
        Assert.Equal(200, (int)(await AskAsync(_organization)).Status);
        await _running.Client.DeleteAsync($"/api/v2/organizations/{_organization}/client-grants/{grant}", _token);
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
        await _running.Client.PatchAsync("/api/v2/tenants/settings", new { allow_organization_name_in_authentication_api = true }, _token);
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
        await _running.Client.PatchAsync("/api/v2/clients/" + Tenant.ClientId, new { default_organization = new { organization_id = _organization, flows = new[] { "client_credentials" } } }, _token);
        Assert.Equal(_organization, Jwt.Claims((await AskAsync(null)).String("access_token")).GetProperty("org_id").GetString());
    }

    private async Task<string> GrantAsync(string? usage, bool? any)
    {
        var body = new Dictionary<string, object?> { ["client_id"] = Tenant.ClientId, ["audience"] = Audience, ["scope"] = Array.Empty<string>() };
        if (usage is not null)
            body["organization_usage"] = usage;
        if (any is not null)
            body["allow_any_organization"] = any;
        return (await _running.Client.PostAsync("/api/v2/client-grants", body, _token)).String("id");
    }

    private Task<Reply> AskAsync(string? organization) => organization is null
        ? _running.Client.TokenAsync(Tenant.ClientId, Tenant.ClientSecret, Audience)
        : _running.Client.TokenAsync(Tenant.ClientId, Tenant.ClientSecret, Audience, ("organization", organization));
}
