using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Applications;

public sealed class PropagationTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task A_changed_secret_is_accepted_only_after_the_delay_and_the_old_one_never_again()
    {
        await using var running = await StartAsync();
        var token = await running.TokenAsync();
        var (id, old, audience) = await running.MachineAsync(token);
        Assert.Equal(200, (int)(await running.Client.TokenAsync(id, old, audience)).Status);
        await running.Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = "new" }, token);
        Assert.Equal(401, (int)(await running.Client.TokenAsync(id, old, audience)).Status);
        Assert.Equal(401, (int)(await running.Client.TokenAsync(id, "new", audience)).Status);
        _time.Advance(TimeSpan.FromMilliseconds(9999));
        Assert.Equal(401, (int)(await running.Client.TokenAsync(id, "new", audience)).Status);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Equal(200, (int)(await running.Client.TokenAsync(id, "new", audience)).Status);
        Assert.Equal(401, (int)(await running.Client.TokenAsync(id, old, audience)).Status);
    }

    [Fact]
    public async Task The_same_value_again_does_not_start_the_delay_anew()
    {
        await using var running = await StartAsync();
        var token = await running.TokenAsync();
        var (id, _, audience) = await running.MachineAsync(token);
        await running.Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = "new" }, token);
        _time.Advance(TimeSpan.FromSeconds(9));
        await running.Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = "new" }, token);
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(200, (int)(await running.Client.TokenAsync(id, "new", audience)).Status);
    }

    [Fact]
    public async Task A_rotated_secret_waits_as_well()
    {
        await using var running = await StartAsync();
        var token = await running.TokenAsync();
        var (id, _, audience) = await running.MachineAsync(token);
        var secret = (await running.Client.PostAsync($"/api/v2/clients/{id}/rotate-secret", new { }, token)).String("client_secret");
        Assert.Equal(401, (int)(await running.Client.TokenAsync(id, secret, audience)).Status);
        _time.Advance(TimeSpan.FromSeconds(10));
        Assert.Equal(200, (int)(await running.Client.TokenAsync(id, secret, audience)).Status);
    }

    [Fact]
    public async Task A_new_application_does_not_wait()
    {
        await using var running = await StartAsync();
        var token = await running.TokenAsync();
        var created = await running.Client.PostAsync("/api/v2/clients", new { name = "x", grant_types = new[] { "client_credentials" } }, token);
        var reply = await running.Client.TokenAsync(created.String("client_id"), created.String("client_secret"), running.Tenant.Audience);
        Assert.Equal(403, (int)reply.Status);
    }

    private Task<RunningTenant> StartAsync() => RunningTenant.StartAsync(new SandboxOptions
    {
        TimeProvider = _time,
        PropagationDelay = TimeSpan.FromSeconds(10),
        RateLimit = RateLimitProfile.None,
        ApplicationCount = 6,
    });
}
