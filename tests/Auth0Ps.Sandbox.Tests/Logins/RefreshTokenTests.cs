using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Logins;

public sealed class RefreshTokenTests : IAsyncLifetime
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
    public async Task A_rotating_token_is_exchanged_for_a_new_one_each_time()
    {
        var login = await LogInAsync(_tenant.Native);
        var token = login.String("refresh_token");
        for (var use = 0; use < 3; use++)
        {
            _time.Advance(TimeSpan.FromMinutes(1));
            var reply = await _tenant.RefreshAsync(_tenant.Native, token);
            Assert.Equal(200, (int)reply.Status);
            Assert.NotEqual(token, reply.String("refresh_token"));
            Assert.Equal(login.String("scope"), reply.String("scope"));
            var (before, after) = (Jwt.Claims(login.String("id_token")), Jwt.Claims(reply.String("id_token")));
            Assert.Equal(before.GetProperty("sub").GetString(), after.GetProperty("sub").GetString());
            Assert.Equal(before.GetProperty("auth_time").GetInt64(), after.GetProperty("auth_time").GetInt64());
            Assert.Equal(_time.GetUtcNow().ToUnixTimeSeconds(), after.GetProperty("iat").GetInt64());
            Assert.False(after.TryGetProperty("nonce", out _));
            token = reply.String("refresh_token");
        }
    }

    [Fact]
    public async Task Using_an_old_one_again_ends_the_whole_family()
    {
        var first = (await LogInAsync(_tenant.Native)).String("refresh_token");
        var other = (await LogInAsync(_tenant.Native)).String("refresh_token");
        var second = (await _tenant.RefreshAsync(_tenant.Native, first)).String("refresh_token");
        (await _tenant.RefreshAsync(_tenant.Native, first)).IsOAuthError(403, "invalid_grant", Refusal);
        (await _tenant.RefreshAsync(_tenant.Native, second)).IsOAuthError(403, "invalid_grant", Refusal);
        Assert.Equal(200, (int)(await _tenant.RefreshAsync(_tenant.Native, other)).Status);
    }

    [Fact]
    public async Task Within_the_leeway_an_old_one_may_be_used_again_and_all_that_came_of_it_is_good()
    {
        await ConfigureAsync(_tenant.Native, new { rotation_type = "rotating", expiration_type = "expiring", leeway = 10, token_lifetime = 100000, idle_token_lifetime = 50000 });
        var first = (await LogInAsync(_tenant.Native)).String("refresh_token");
        var second = (await _tenant.RefreshAsync(_tenant.Native, first)).String("refresh_token");
        _time.Advance(TimeSpan.FromSeconds(9));
        var third = (await _tenant.RefreshAsync(_tenant.Native, first)).String("refresh_token");
        var fourth = await _tenant.RefreshAsync(_tenant.Native, second);
        Assert.Equal(200, (int)fourth.Status);
        Assert.Equal(200, (int)(await _tenant.RefreshAsync(_tenant.Native, third)).Status);
        _time.Advance(TimeSpan.FromSeconds(1));
        (await _tenant.RefreshAsync(_tenant.Native, first)).IsOAuthError(403, "invalid_grant", Refusal);
        (await _tenant.RefreshAsync(_tenant.Native, fourth.String("refresh_token"))).IsOAuthError(403, "invalid_grant", Refusal);
    }

    [Fact]
    public async Task Without_rotation_one_token_serves_again_and_again()
    {
        var token = (await LogInAsync(_tenant.Web)).String("refresh_token");
        for (var use = 0; use < 3; use++)
        {
            var reply = await _tenant.RefreshAsync(_tenant.Web, token);
            Assert.Equal(200, (int)reply.Status);
            Assert.False(reply.Has("refresh_token"));
        }

        Assert.Equal(401, (int)(await _tenant.RefreshAsync(_tenant.Web, token, ("client_secret", "wrong"))).Status);
        Assert.Equal(200, (int)(await _tenant.RefreshAsync(_tenant.Web, token)).Status);
    }

    [Fact]
    public async Task The_scope_can_be_narrowed_for_one_exchange_but_not_widened()
    {
        var token = (await LogInAsync(_tenant.Web, "openid profile email offline_access")).String("refresh_token");
        Assert.Equal("openid email", (await _tenant.RefreshAsync(_tenant.Web, token, ("scope", "openid email"))).String("scope"));
        Assert.Equal("openid profile email offline_access", (await _tenant.RefreshAsync(_tenant.Web, token)).String("scope"));
        (await _tenant.RefreshAsync(_tenant.Web, token, ("scope", "openid phone"))).IsOAuthError(400, "invalid_scope", "The refresh token does not cover these scopes: phone");
    }

    [Fact]
    public async Task A_refused_exchange_leaves_the_token_good()
    {
        var token = (await LogInAsync(_tenant.Native)).String("refresh_token");
        Assert.Equal(400, (int)(await _tenant.RefreshAsync(_tenant.Native, token, ("scope", "phone"))).Status);
        (await _tenant.RefreshAsync(_tenant.Native, token, ("audience", "https://orders.example.com/")))
            .IsOAuthError(400, "invalid_request", "audience must be the one that the refresh token was issued for");
        Assert.Equal(200, (int)(await _tenant.RefreshAsync(_tenant.Native, token)).Status);
    }

    [Fact]
    public async Task Another_application_cannot_use_it_nor_end_it()
    {
        var token = (await LogInAsync(_tenant.Native)).String("refresh_token");
        (await _tenant.RefreshAsync(_tenant.Web, token)).IsOAuthError(403, "invalid_grant", Refusal);
        Assert.Equal(200, (int)(await _tenant.RefreshAsync(_tenant.Native, token)).Status);
    }

    [Fact]
    public async Task What_is_no_refresh_token_is_refused()
    {
        var token = (await LogInAsync(_tenant.Native)).String("refresh_token");
        foreach (var wrong in new[] { "nonsense", "v1.nonsense", token[..^1], token[3..], token + "A", token[..^4] + "AAAA" })
            (await _tenant.RefreshAsync(_tenant.Native, wrong)).IsOAuthError(403, "invalid_grant", Refusal);
        (await _tenant.RefreshAsync(_tenant.Native, "")).IsOAuthError(400, "invalid_request", "Missing required parameter: refresh_token");
        Assert.Equal(200, (int)(await _tenant.RefreshAsync(_tenant.Native, token)).Status);
    }

    private Task<Reply> LogInAsync(string clientId, string scope = "openid offline_access") => _tenant.TokensAsync(clientId, scope);

    private Task<Reply> ConfigureAsync(string clientId, object setting) => _tenant.Client.PatchAsync("/api/v2/clients/" + clientId, new { refresh_token = setting }, _tenant.Token);
}
