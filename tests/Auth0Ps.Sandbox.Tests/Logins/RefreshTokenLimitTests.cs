using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Logins;

public sealed class RefreshTokenLimitTests : IAsyncLifetime
{
    private const string Refusal = "Unknown or invalid refresh token.";
    private readonly ManualTime _time = new();
    private BrowserTenant _tenant = null!;

    public async Task InitializeAsync() => _tenant = await BrowserTenant.StartedAsync(new()
    {
        BrowserApplications = true,
        ApplicationCount = 0,
        TimeProvider = _time,
        RateLimit = RateLimitProfile.None,
    });

    public Task DisposeAsync() => _tenant.DisposeAsync();

    [Fact]
    public async Task A_token_ends_with_its_lifetime_and_when_it_lies_idle()
    {
        await ConfigureAsync(_tenant.Native, new { rotation_type = "non-rotating", expiration_type = "expiring", leeway = 0, token_lifetime = 100, idle_token_lifetime = 60 });
        var idle = (await LogInAsync(_tenant.Native)).String("refresh_token");
        var used = (await LogInAsync(_tenant.Native)).String("refresh_token");
        _time.Advance(TimeSpan.FromSeconds(59));
        Assert.Equal(200, (int)(await _tenant.RefreshAsync(_tenant.Native, used)).Status);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await _tenant.RefreshAsync(_tenant.Native, idle)).IsOAuthError(403, "invalid_grant", Refusal);
        _time.Advance(TimeSpan.FromSeconds(39));
        Assert.Equal(200, (int)(await _tenant.RefreshAsync(_tenant.Native, used)).Status);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await _tenant.RefreshAsync(_tenant.Native, used)).IsOAuthError(403, "invalid_grant", Refusal);
    }

    [Fact]
    public async Task The_My_Account_API_wants_the_password_anew_after_fifteen_minutes()
    {
        var token = (await LogInAsync(_tenant.Web, "openid offline_access read:me:factors", _tenant.Audience)).String("refresh_token");
        _time.Advance(TimeSpan.FromSeconds(899));
        Assert.Equal("openid offline_access read:me:factors", (await _tenant.RefreshAsync(_tenant.Web, token)).String("scope"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("unmet_authentication_requirements", (await _tenant.RefreshAsync(_tenant.Web, token)).String("error"));
    }

    [Fact]
    public async Task A_grant_taken_away_counts_at_once()
    {
        var token = (await LogInAsync(_tenant.Web, "offline_access read:me:factors", _tenant.Audience)).String("refresh_token");
        var grants = await _tenant.Client.GetAsync($"/api/v2/client-grants?subject_type=user&client_id={_tenant.Web}", _tenant.Token);
        await _tenant.Client.DeleteAsync("/api/v2/client-grants/" + grants.Body[0].GetProperty("id").GetString(), _tenant.Token);
        Assert.Equal("access_denied", (await _tenant.RefreshAsync(_tenant.Web, token)).String("error"));
    }

    [Fact]
    public async Task The_application_needs_the_grant_type_at_every_exchange()
    {
        var token = (await LogInAsync(_tenant.Native)).String("refresh_token");
        await _tenant.Client.PatchAsync("/api/v2/clients/" + _tenant.Native, new { grant_types = new[] { "authorization_code" } }, _tenant.Token);
        (await _tenant.RefreshAsync(_tenant.Native, token)).IsOAuthError(403, "unauthorized_client", "Grant type 'refresh_token' not allowed for the client.");
    }

    [Fact]
    public async Task A_deleted_application_takes_its_tokens_along()
    {
        var token = (await LogInAsync(_tenant.Web)).String("refresh_token");
        await _tenant.Client.DeleteAsync("/api/v2/clients/" + _tenant.Web, _tenant.Token);
        Assert.Equal(401, (int)(await _tenant.RefreshAsync(_tenant.Web, token)).Status);
    }

    private Task<Reply> LogInAsync(string clientId, string scope = "openid offline_access", string? audience = null) => _tenant.TokensAsync(clientId, scope, ("audience", audience));

    private Task<Reply> ConfigureAsync(string clientId, object setting) => _tenant.Client.PatchAsync("/api/v2/clients/" + clientId, new { refresh_token = setting }, _tenant.Token);
}
