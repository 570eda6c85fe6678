using System.Diagnostics;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Http;

public sealed class LifetimeTests
{
    [Fact]
    public async Task Stopping_ends_idle_and_hanging_connections_and_frees_the_port()
    {
        var port = FreePort.Find();
        var running = await RunningTenant.StartAsync(new SandboxOptions { Port = port, ApplicationCount = 0, Faults = [new() { Path = "/hang", Action = FaultAction.Timeout }] });
        using var client = new TenantClient(running.Tenant.Domain);
        using var idle = await RawConnection.OpenAsync(running.Tenant.Domain);
        using var halfway = await RawConnection.OpenAsync(running.Tenant.Domain);
        await halfway.SendAsync("GET / HT");
        var hanging = client.GetAsync("/hang");
        await Eventually.TrueAsync(() => !hanging.IsCompleted);
        await running.DisposeAsync();
        await running.DisposeAsync();
        await Assert.ThrowsAsync<HttpRequestException>(() => hanging);
        Assert.Equal("", await idle.ReadToEndAsync());
        await using var next = await RunningTenant.StartAsync(new SandboxOptions { Port = port, ApplicationCount = 0 });
        Assert.Equal(port, new Uri(next.Tenant.Domain).Port);
    }

    [Fact]
    public async Task A_request_under_way_is_finished_before_the_stop()
    {
        var running = await RunningTenant.StartAsync(new SandboxOptions { ApplicationCount = 0, Latency = TimeSpan.FromMilliseconds(600) });
        var slow = running.Client.GetAsync("/.well-known/openid-configuration");
        await Task.Delay(200);
        var stopping = running.Tenant.DisposeAsync();
        Assert.Equal(200, (int)(await slow).Status);
        await stopping;
        await running.DisposeAsync();
    }

    [Fact]
    public async Task A_client_that_leaves_before_half_of_the_latency_changes_nothing_and_is_logged_with_status_0()
    {
        await using var running = await RunningTenant.StartAsync(new SandboxOptions { ApplicationCount = 0, Latency = TimeSpan.FromSeconds(4) });
        using (var raw = await RawConnection.OpenAsync(running.Tenant.Domain))
            await raw.SendAsync("DELETE /api/v2/clients/x HTTP/1.1\r\nHost: x\r\n\r\n");
        var clock = Stopwatch.StartNew();
        await Eventually.TrueAsync(() => running.Tenant.Requests.Any(request => request is { Method: "DELETE", Status: 0 }));
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(2));
    }

    [Fact]
    public async Task Nothing_of_the_caller_flows_into_the_server()
    {
        var local = new AsyncLocal<string?> { Value = "caller" };
        var seen = "nothing seen";
        await using var running = await RunningTenant.StartAsync(new SandboxOptions { ApplicationCount = 0, TimeProvider = new Spy(() => seen = local.Value) });
        seen = "nothing seen";
        await running.Client.GetAsync("/.well-known/openid-configuration");
        Assert.Null(seen);
    }

    [Fact]
    public async Task Several_tenants_live_side_by_side()
    {
        var tenants = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => RunningTenant.StartAsync(new SandboxOptions { ApplicationCount = 2 })));
        Assert.Equal(4, tenants.Select(tenant => tenant.Tenant.Domain).Distinct().Count());
        foreach (var tenant in tenants)
        {
            Assert.Equal(200, (int)(await tenant.Client.GetAsync("/api/v2/clients", await tenant.TokenAsync())).Status);
            await tenant.DisposeAsync();
        }
    }

    public static TheoryData<SandboxOptions, string> OutOfRange => new()
    {
        { new() { Port = -1 }, "Port" },
        { new() { Port = 65536 }, "Port" },
        { new() { ApplicationCount = -1 }, "ApplicationCount" },
        { new() { ApplicationCount = 100_001 }, "ApplicationCount" },
        { new() { Latency = TimeSpan.FromMilliseconds(-1) }, "Latency" },
        { new() { PropagationDelay = TimeSpan.FromSeconds(30.1) }, "PropagationDelay" },
        { new() { PropagationDelay = TimeSpan.FromSeconds(-1) }, "PropagationDelay" },
        { new() { AcceptDuringPropagation = (SecretAcceptance)7 }, "AcceptDuringPropagation" },
        { new() { RateLimit = null! }, "RateLimit" },
        { new() { StateFile = " " }, "StateFile" },
    };

    [Theory]
    [MemberData(nameof(OutOfRange))]
    public async Task An_option_out_of_range_is_named(SandboxOptions options, string name)
    {
        var refused = await Assert.ThrowsAsync<SandboxException>(() => SandboxTenant.StartAsync(options));
        Assert.Contains(name, refused.Message, StringComparison.Ordinal);
    }

    private sealed class Spy(Action asked) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow()
        {
            asked();
            return base.GetUtcNow();
        }
    }
}
