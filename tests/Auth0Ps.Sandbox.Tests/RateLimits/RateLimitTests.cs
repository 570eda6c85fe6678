using System.Globalization;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.RateLimits;

public sealed class RateLimitTests
{
    private readonly ManualTime _time = new();

    private long Now => _time.GetUtcNow().ToUnixTimeSeconds();

    [Fact]
    public async Task The_headers_count_down_and_the_bucket_fills_again()
    {
        await using var running = await StartAsync("free");
        var token = await running.TokenAsync();
        var first = await GetAsync(running, "clients/x", token);
        Assert.Equal(("2", "1", Text(Now + 1)), Headers(first));
        var second = await GetAsync(running, "clients/x", token);
        Assert.Equal(("2", "0", Text(Now + 1)), Headers(second));
        var third = await GetAsync(running, "clients/x", token);
        third.IsError(429, "too_many_requests", "Global limit has been reached");
        Assert.Equal("Too Many Requests", third.String("error"));
        Assert.Equal(("2", "0", Text(Now + 1)), Headers(third));
        Assert.Equal("", third.Header("retry-after"));
        _time.Advance(TimeSpan.FromMilliseconds(499));
        Assert.Equal(429, (int)(await GetAsync(running, "clients/x", token)).Status);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(404, (int)(await GetAsync(running, "clients/x", token)).Status);
        Assert.Equal(429, (int)(await GetAsync(running, "clients/x", token)).Status);
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Equal("1", (await GetAsync(running, "clients/x", token)).Header("x-ratelimit-remaining"));
    }

    [Fact]
    public async Task Waiting_until_the_reset_is_always_enough_for_the_whole_burst()
    {
        await using var running = await StartAsync("pro");
        var token = await running.TokenAsync();
        _time.Advance(TimeSpan.FromMilliseconds(123));
        Reply last;
        do
            last = await GetAsync(running, "clients/x", token);
        while ((int)last.Status != 429);
        var reset = long.Parse(last.Header("x-ratelimit-reset"), CultureInfo.InvariantCulture);
        _time.Advance(DateTimeOffset.FromUnixTimeSeconds(reset) - _time.GetUtcNow());
        for (var request = 0; request < 10; request++)
            Assert.Equal(404, (int)(await GetAsync(running, "clients/x", token)).Status);
        Assert.Equal(429, (int)(await GetAsync(running, "clients/x", token)).Status);
    }

    [Theory]
    [InlineData("free", "clients/x", 2)]
    [InlineData("free", "clients", 2)]
    [InlineData("pro", "clients/x", 10)]
    [InlineData("pro", "clients", 5)]
    [InlineData("pro", "organizations", 5)]
    [InlineData("enterprise", "clients", 50)]
    [InlineData("7", "clients", 7)]
    public async Task A_profile_lets_its_burst_through_and_no_more(string profile, string path, int burst)
    {
        await using var running = await StartAsync(profile);
        var token = await running.TokenAsync();
        for (var request = 0; request < burst; request++)
            Assert.NotEqual(429, (int)(await GetAsync(running, path, token)).Status);
        Assert.Equal(429, (int)(await GetAsync(running, path, token)).Status);
    }

    [Theory]
    [InlineData("free", 30)]
    [InlineData("pro", 25)]
    [InlineData("enterprise", 100)]
    [InlineData("3", 3)]
    public async Task The_token_endpoint_has_a_limit_of_its_own(string profile, int burst)
    {
        await using var running = await StartAsync(profile);
        for (var request = 0; request < burst; request++)
            Assert.Equal(burst - request - 1, int.Parse((await AskAsync(running)).Header("x-ratelimit-remaining"), CultureInfo.InvariantCulture));
        var refused = await AskAsync(running);
        refused.IsOAuthError(429, "too_many_requests", "Global limit has been reached");
        Assert.Equal("0", refused.Header("x-ratelimit-remaining"));
        Assert.Equal(200, (int)(await running.Client.GetAsync("/.well-known/jwks.json")).Status);
    }

    [Fact]
    public async Task Lists_do_not_draw_from_the_bucket_of_the_other_calls_in_the_pro_plan()
    {
        await using var running = await StartAsync("pro");
        var token = await running.TokenAsync();
        for (var request = 0; request < 6; request++)
            await GetAsync(running, "clients", token);
        Assert.Equal("9", (await GetAsync(running, "clients/x", token)).Header("x-ratelimit-remaining"));
        Assert.Equal("4", (await GetAsync(running, "organizations", token)).Header("x-ratelimit-remaining"));
    }

    [Fact]
    public async Task Retry_after_is_sent_when_asked_for_and_is_long_enough()
    {
        await using var running = await RunningTenant.StartAsync(new SandboxOptions { TimeProvider = _time, RateLimit = RateLimitProfile.PerSecond(0.25), SendRetryAfter = true, ApplicationCount = 0 });
        var token = await running.TokenAsync();
        Assert.Equal("", (await GetAsync(running, "clients/x", token)).Header("retry-after"));
        Assert.Equal("4", (await GetAsync(running, "clients/x", token)).Header("retry-after"));
        _time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(404, (int)(await GetAsync(running, "clients/x", token)).Status);
    }

    [Fact]
    public async Task None_refuses_nothing_and_still_sends_the_headers()
    {
        await using var running = await StartAsync("none");
        var token = await running.TokenAsync();
        var replies = await Task.WhenAll(Enumerable.Range(0, 300).Select(_ => GetAsync(running, "clients/x", token)));
        Assert.All(replies, reply => Assert.Equal(404, (int)reply.Status));
        Assert.True(int.Parse(replies[0].Header("x-ratelimit-remaining"), CultureInfo.InvariantCulture) > 1000);
        Assert.Equal(Text(Now), replies[0].Header("x-ratelimit-reset"));
    }

    [Fact]
    public async Task A_refused_change_changes_nothing()
    {
        await using var running = await StartAsync("1");
        var token = await running.TokenAsync();
        await GetAsync(running, "clients/x", token);
        var refused = await running.Client.PatchAsync("/api/v2/clients/" + running.Tenant.ClientId, new { client_secret = "changed" }, token);
        Assert.Equal(429, (int)refused.Status);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (int)(await AskAsync(running)).Status);
    }

    [Theory]
    [InlineData("none")]
    [InlineData("Free")]
    [InlineData("PRO")]
    [InlineData("enterprise")]
    [InlineData("1")]
    [InlineData("0.5")]
    [InlineData("1000000")]
    public void Profiles_and_numbers_are_understood(string text) =>
        Assert.Equal(text.ToLowerInvariant(), RateLimitProfile.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("fast")]
    [InlineData("NaN")]
    [InlineData("1000001")]
    [InlineData("1,5")]
    public void Anything_else_is_refused_with_what_would_do(string text) =>
        Assert.Contains("none, free, pro, enterprise", Assert.Throws<FormatException>(() => RateLimitProfile.Parse(text)).Message, StringComparison.Ordinal);

    private Task<RunningTenant> StartAsync(string profile) =>
        RunningTenant.StartAsync(new SandboxOptions { TimeProvider = _time, RateLimit = RateLimitProfile.Parse(profile), ApplicationCount = 0 });

    private static Task<Reply> GetAsync(RunningTenant running, string path, string token) => running.Client.GetAsync("/api/v2/" + path, token);

    private static Task<Reply> AskAsync(RunningTenant running) =>
        running.Client.TokenAsync(running.Tenant.ClientId, running.Tenant.ClientSecret, running.Tenant.Audience);

    private static (string Limit, string Remaining, string Reset) Headers(Reply reply) =>
        (reply.Header("x-ratelimit-limit"), reply.Header("x-ratelimit-remaining"), reply.Header("x-ratelimit-reset"));

    private static string Text(long number) => number.ToString(CultureInfo.InvariantCulture);
}
