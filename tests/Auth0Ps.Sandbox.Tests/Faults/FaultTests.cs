using System.Net.Sockets;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Faults;

public sealed class FaultTests(SharedTenant shared) : IClassFixture<SharedTenant>, IAsyncLifetime
{
    private (string ClientId, string Secret) _machine;

    private string Path => "/api/v2/clients/" + _machine.ClientId;

    public async Task InitializeAsync() => _machine = await shared.CreateMachineAsync();

    public Task DisposeAsync() => Task.CompletedTask;

    [Theory]
    [InlineData(500)]
    [InlineData(503)]
    [InlineData(524)]
    [InlineData(403)]
    public async Task A_status_is_answered_in_the_shape_of_the_api_and_changes_nothing(int status)
    {
        Script(new() { Path = "/api/v2/clients/*", Action = FaultAction.Status, Status = status, Times = 1 });
        var refused = await PatchAsync();
        Assert.Equal(status, (int)refused.Status);
        Assert.Equal(status, refused["statusCode"].GetInt32());
        Assert.Equal(200, await SignInAsync(_machine.Secret));
        Assert.Equal(200, (int)(await PatchAsync()).Status);
        Assert.Equal(200, await SignInAsync("changed"));
    }

    [Fact]
    public async Task A_scripted_failure_carries_the_headers_of_the_limit_and_takes_nothing_from_it()
    {
        await using var running = await RunningTenant.StartAsync(new SandboxOptions { ApplicationCount = 0, Faults = [new() { Path = "/api/*", Action = FaultAction.Status, Status = 500 }] });
        var token = await running.TokenAsync();
        Assert.Equal("50", (await running.Client.GetAsync("/api/v2/clients", token)).Header("x-ratelimit-remaining"));
        Assert.Equal("49", (await running.Client.GetAsync("/api/v2/clients", token)).Header("x-ratelimit-remaining"));
    }

    [Fact]
    public async Task A_scripted_429_says_when_to_come_back()
    {
        Script(new() { Path = "/api/v2/*", Action = FaultAction.Status, Status = 429 });
        var refused = await PatchAsync();
        refused.IsError(429, "too_many_requests", "Global limit has been reached");
        Assert.Equal("0", refused.Header("x-ratelimit-remaining"));
        Assert.True(long.Parse(refused.Header("x-ratelimit-reset"), System.Globalization.CultureInfo.InvariantCulture) >= DateTimeOffset.UtcNow.ToUnixTimeSeconds());
    }

    [Fact]
    public async Task The_token_endpoint_fails_in_its_own_shape()
    {
        Script(new() { Method = "POST", Path = "/oauth/token", Action = FaultAction.Status, Status = 429 });
        Script(new() { Method = "POST", Path = "/oauth/token", Action = FaultAction.Status, Status = 500 });
        (await AskAsync(_machine.Secret)).IsOAuthError(429, "too_many_requests", "Global limit has been reached");
        (await AskAsync(_machine.Secret)).IsOAuthError(500, "server_error", "Internal Server Error");
        Assert.Equal(200, await SignInAsync(_machine.Secret));
    }

    [Fact]
    public async Task A_page_of_a_proxy_can_be_imitated()
    {
        Script(new() { Path = "*", Action = FaultAction.Status, Status = 502, Body = "<html>Bad Gateway</html>" });
        Script(new() { Path = "*", Action = FaultAction.Status, Status = 403, Body = "blocked", ContentType = "text/plain" });
        var page = await PatchAsync();
        Assert.Equal("<html>Bad Gateway</html>", page.Text);
        Assert.Equal("text/html", page.Message.Content.Headers.ContentType?.MediaType);
        var plain = await PatchAsync();
        Assert.Equal("blocked", plain.Text);
        Assert.Equal("text/plain", plain.Message.Content.Headers.ContentType?.MediaType);
    }

    [Theory]
    [InlineData(FaultAction.DropBefore, false)]
    [InlineData(FaultAction.DropAfter, true)]
    public async Task A_drop_is_a_real_reset_before_or_after_the_change(FaultAction action, bool changed)
    {
        Script(new() { Method = "PATCH", Path = "/api/v2/clients/*", Action = action });
        var failure = await Assert.ThrowsAsync<HttpRequestException>(PatchAsync);
        var socketFailure = Assert.IsType<SocketException>(failure.GetBaseException());
        Assert.Equal(SocketError.ConnectionReset, socketFailure.SocketErrorCode);
        Assert.Equal(changed ? 401 : 200, await SignInAsync(_machine.Secret));
        Assert.Equal(changed ? 200 : 401, await SignInAsync("changed"));
    }

    [Theory]
    [InlineData(FaultAction.DropBefore)]
    [InlineData(FaultAction.DropAfter)]
    public async Task A_raw_client_sees_the_reset_and_not_one_byte(FaultAction action)
    {
        Script(new() { Path = "/.well-known/*", Action = action });
        using var raw = await RawConnection.OpenAsync(shared.Tenant.Domain);
        await raw.SendAsync("GET /.well-known/jwks.json HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Equal((SocketError.ConnectionReset, ""), await raw.ReadToFailureAsync());
    }

    [Fact]
    public async Task A_drop_after_carries_the_change_out_even_beyond_the_rate_limit()
    {
        await using var slow = await RunningTenant.StartAsync(new SandboxOptions { RateLimit = RateLimitProfile.PerSecond(0.01), ApplicationCount = 0 });
        var token = await slow.TokenAsync();
        await slow.Client.GetAsync("/api/v2/clients", token);
        slow.Tenant.AddFault(new() { Path = "*", Method = "DELETE", Action = FaultAction.DropAfter });
        await Assert.ThrowsAsync<HttpRequestException>(() => slow.Client.DeleteAsync("/api/v2/clients/" + slow.Tenant.LimitedClientId, token));
        Assert.Contains(slow.Tenant.Requests, request => request is { Method: "DELETE", Status: 0, Fault: "drop-after" });
    }

    [Fact]
    public async Task A_timeout_holds_the_connection_until_the_client_leaves_and_changes_nothing()
    {
        Script(new() { Path = "/api/v2/clients/*", Action = FaultAction.Timeout });
        using var http = new HttpClient { Timeout = TimeSpan.FromMilliseconds(700) };
        using var request = new HttpRequestMessage(HttpMethod.Patch, shared.Tenant.Domain + Path) { Content = new StringContent("""{"client_secret":"changed"}""", System.Text.Encoding.UTF8, "application/json") };
        request.Headers.Authorization = new("Bearer", shared.Token);
        var gaveUp = await Assert.ThrowsAsync<TaskCanceledException>(() => http.SendAsync(request));
        Assert.IsType<TimeoutException>(gaveUp.InnerException);
        Assert.Equal(200, await SignInAsync(_machine.Secret));
        await Eventually.TrueAsync(() => shared.Tenant.Requests.Any(entry => entry is { Fault: "timeout", Status: 0 }));
    }

    [Fact]
    public async Task Skip_and_times_count_matching_calls_only()
    {
        Script(new() { Method = "patch", Path = "/API/V2/CLIENTS/*", Action = FaultAction.Status, Status = 503, Skip = 2, Times = 2 });
        var statuses = new List<int>();
        for (var call = 0; call < 6; call++)
        {
            Assert.Equal(200, (int)(await shared.Client.GetAsync(Path, shared.Token)).Status);
            statuses.Add((int)(await PatchAsync()).Status);
        }

        Assert.Equal([200, 200, 503, 503, 200, 200], statuses);
    }

    [Fact]
    public async Task The_first_rule_that_has_times_left_wins()
    {
        Script(new() { Path = "*", Action = FaultAction.Status, Status = 500 });
        Script(new() { Path = "*", Action = FaultAction.Status, Status = 501, Skip = 1 });
        Script(new() { Path = "*", Action = FaultAction.Status, Status = 502 });
        var statuses = new List<int>();
        for (var call = 0; call < 4; call++)
            statuses.Add((int)(await PatchAsync()).Status);
        // The second call is the one that the second rule lets pass, so it falls to the third.
        Assert.Equal([500, 502, 501, 200], statuses);
    }

    [Fact]
    public async Task A_star_matches_slashes_and_nothing_but_the_whole_path()
    {
        Script(new() { Path = "/api/*/rotate-secret", Action = FaultAction.Status, Status = 500, Times = 5 });
        Assert.Equal(200, (int)(await PatchAsync()).Status);
        Assert.Equal(500, (int)(await shared.Client.PostAsync(Path + "/rotate-secret", new { }, shared.Token)).Status);
        Assert.Equal(500, (int)(await shared.Client.PostAsync(Path + "/rotate-secret?x=1", new { }, shared.Token)).Status);
    }

    [Fact]
    public async Task Parallel_calls_share_the_count()
    {
        Script(new() { Path = "/api/v2/clients/*", Action = FaultAction.Status, Status = 503, Times = 7 });
        var replies = await Task.WhenAll(Enumerable.Range(0, 40).Select(_ => shared.Client.GetAsync(Path, shared.Token)));
        Assert.Equal(7, replies.Count(reply => (int)reply.Status == 503));
    }

    public static TheoryData<FaultRule, string> Wrong => new()
    {
        { new() { Path = "", Action = FaultAction.Timeout }, "path" },
        { new() { Path = "clients", Action = FaultAction.Timeout }, "path" },
        { new() { Path = "*", Action = FaultAction.Status }, "status" },
        { new() { Path = "*", Action = FaultAction.Status, Status = 200 }, "status" },
        { new() { Path = "*", Action = FaultAction.Timeout, Status = 500 }, "status" },
        { new() { Path = "*", Action = FaultAction.Timeout, Skip = -1 }, "skip" },
        { new() { Path = "*", Action = FaultAction.Timeout, Times = 0 }, "times" },
        { new() { Path = "*", Action = (FaultAction)9 }, "action" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public async Task A_wrong_rule_is_refused_by_name(FaultRule rule, string member)
    {
        Assert.Contains($"\"{member}\"", Assert.Throws<ArgumentException>(() => Script(rule)).Message, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<SandboxException>(() => SandboxTenant.StartAsync(new SandboxOptions { Faults = [rule] }));
        Assert.Contains($"\"{member}\"", refused.Message, StringComparison.Ordinal);
    }

    private void Script(FaultRule rule) => shared.Tenant.AddFault(rule);

    private Task<Reply> PatchAsync() => shared.Client.PatchAsync(Path, new { client_secret = "changed" }, shared.Token);

    private Task<Reply> AskAsync(string secret) => shared.Client.TokenAsync(_machine.ClientId, secret, SharedTenant.OrdersApi);

    private Task<int> SignInAsync(string secret) => shared.SignInAsync(_machine.ClientId, secret);
}
