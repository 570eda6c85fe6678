using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Applications;

public sealed class PropagationTests
{
    private readonly ManualTime _time = new();

    // Auth0 says that while a change spreads either secret may be accepted; which one is the option's choice. The old rule, neither, was not true to life.
    [Theory]
    [InlineData(null, "old", "old", "old")]
    [InlineData(SecretAcceptance.Old, "old", "old", "old")]
    [InlineData(SecretAcceptance.New, "new", "new", "new")]
    [InlineData(SecretAcceptance.Both, "old new", "old new", "old new")]
    [InlineData(SecretAcceptance.Alternating, "old", "new", "old")]
    public async Task Until_the_delay_is_over_the_option_decides_which_secret_is_accepted(SecretAcceptance? acceptance, string first, string second, string third)
    {
        await using var running = await StartAsync(acceptance);
        var token = await running.TokenAsync();
        var (id, old, audience) = await running.MachineAsync(token);
        Assert.Equal(200, await SignInAsync(running, id, old, audience));
        await running.Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = "new" }, token);

        _time.Advance(TimeSpan.FromMilliseconds(9999));
        Assert.Equal(Status(first, "old"), await SignInAsync(running, id, old, audience));
        Assert.Equal(Status(second, "old"), await SignInAsync(running, id, old, audience));
        Assert.Equal(Status(third, "new"), await SignInAsync(running, id, "new", audience));
        Assert.Equal(Status(acceptance == SecretAcceptance.Alternating ? "new" : third, "new"), await SignInAsync(running, id, "new", audience));
        Assert.Equal(401, await SignInAsync(running, id, "wrong", audience));

        _time.Advance(TimeSpan.FromMilliseconds(1));
        for (var time = 0; time < 2; time++)
        {
            Assert.Equal(200, await SignInAsync(running, id, "new", audience));
            Assert.Equal(401, await SignInAsync(running, id, old, audience));
        }
    }

    [Fact]
    public async Task Without_a_delay_the_old_secret_dies_at_once_whatever_the_option_says()
    {
        await using var running = await RunningTenant.StartAsync(new SandboxOptions
        {
            AcceptDuringPropagation = SecretAcceptance.Both,
            RateLimit = RateLimitProfile.None,
            ApplicationCount = 6,
        });
        var token = await running.TokenAsync();
        var (id, old, audience) = await running.MachineAsync(token);
        await running.Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = "new" }, token);
        Assert.Equal(401, await SignInAsync(running, id, old, audience));
        Assert.Equal(200, await SignInAsync(running, id, "new", audience));
    }

    [Theory]
    [InlineData(SecretAcceptance.Old, "first", "second", "third")]
    [InlineData(SecretAcceptance.Both, "first second third", "second third", "third")]
    public async Task Several_changes_spread_one_after_the_other(SecretAcceptance acceptance, string atSix, string atTwelve, string atSixteen)
    {
        await using var running = await StartAsync(acceptance);
        var token = await running.TokenAsync();
        var (id, _, audience) = await running.MachineAsync(token);
        await ChangeAsync("first");
        _time.Advance(TimeSpan.FromMinutes(1));
        await ChangeAsync("second");
        _time.Advance(TimeSpan.FromSeconds(5));
        await ChangeAsync("third");

        _time.Advance(TimeSpan.FromSeconds(1));
        await AcceptsAsync(atSix);
        _time.Advance(TimeSpan.FromSeconds(6));
        await AcceptsAsync(atTwelve);
        _time.Advance(TimeSpan.FromSeconds(4));
        await AcceptsAsync(atSixteen);

        Task ChangeAsync(string secret) => running.Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = secret }, token);

        async Task AcceptsAsync(string accepted)
        {
            foreach (var secret in new[] { "first", "second", "third" })
                Assert.Equal(Status(accepted, secret), await SignInAsync(running, id, secret, audience));
        }
    }

    [Fact]
    public async Task Taking_turns_begins_with_the_old_secret_after_each_change()
    {
        await using var running = await StartAsync(SecretAcceptance.Alternating);
        var token = await running.TokenAsync();
        var (id, _, audience) = await running.MachineAsync(token);
        foreach (var (old, changed) in new[] { ("zero", "one"), ("one", "two") })
        {
            await running.Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = old }, token);
            _time.Advance(TimeSpan.FromMinutes(1));
            await running.Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = changed }, token);
            Assert.Equal(200, await SignInAsync(running, id, old, audience));
        }
    }

    [Theory]
    [InlineData(SecretAcceptance.Old, 401)]
    [InlineData(SecretAcceptance.New, 200)]
    [InlineData(SecretAcceptance.Both, 200)]
    public async Task Revocation_and_HTTP_Basic_follow_the_same_rule(SecretAcceptance acceptance, int expected)
    {
        await using var running = await StartAsync(acceptance);
        var token = await running.TokenAsync();
        var (id, _, audience) = await running.MachineAsync(token);
        await running.Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = "new" }, token);
        using var http = new HttpClient();
        foreach (var path in new[] { "/oauth/token", "/oauth/revoke" })
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, running.Tenant.Domain + path)
            {
                Content = new FormUrlEncodedContent(new Dictionary<string, string> { ["grant_type"] = "client_credentials", ["audience"] = audience, ["token"] = "v1.none" }),
            };
            request.Headers.Authorization = new("Basic", Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"{id}:new")));
            using var response = await http.SendAsync(request);
            Assert.Equal(expected, (int)response.StatusCode);
        }
    }

    [Fact]
    public async Task The_same_value_again_does_not_start_the_delay_anew()
    {
        await using var running = await StartAsync(null);
        var token = await running.TokenAsync();
        var (id, _, audience) = await running.MachineAsync(token);
        await running.Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = "new" }, token);
        _time.Advance(TimeSpan.FromSeconds(9));
        await running.Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = "new" }, token);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, await SignInAsync(running, id, "new", audience));
    }

    [Fact]
    public async Task A_rotated_secret_waits_as_well()
    {
        await using var running = await StartAsync(null);
        var token = await running.TokenAsync();
        var (id, old, audience) = await running.MachineAsync(token);
        var secret = (await running.Client.PostAsync($"/api/v2/clients/{id}/rotate-secret", new { }, token)).String("client_secret");
        Assert.Equal(401, await SignInAsync(running, id, secret, audience));
        Assert.Equal(200, await SignInAsync(running, id, old, audience));
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, await SignInAsync(running, id, secret, audience));
    }

    [Fact]
    public async Task A_new_application_does_not_wait()
    {
        await using var running = await StartAsync(null);
        var token = await running.TokenAsync();
        var created = await running.Client.PostAsync("/api/v2/clients", new { name = "x", grant_types = new[] { "client_credentials" } }, token);
        Assert.Equal(403, await SignInAsync(running, created.String("client_id"), created.String("client_secret"), running.Tenant.Audience));
    }

    private static int Status(string accepted, string secret) => accepted.Split(' ').Contains(secret) ? 200 : 401;

    private static async Task<int> SignInAsync(RunningTenant running, string clientId, string secret, string audience) =>
        (int)(await running.Client.TokenAsync(clientId, secret, audience)).Status;

    private Task<RunningTenant> StartAsync(SecretAcceptance? acceptance)
    {
        var options = new SandboxOptions { TimeProvider = _time, PropagationDelay = TimeSpan.FromSeconds(10), RateLimit = RateLimitProfile.None, ApplicationCount = 6 };
        return RunningTenant.StartAsync(acceptance is not { } given ? options : new SandboxOptions
        {
            TimeProvider = options.TimeProvider,
            PropagationDelay = options.PropagationDelay,
            RateLimit = options.RateLimit,
            ApplicationCount = options.ApplicationCount,
            AcceptDuringPropagation = given,
        });
    }
}
