using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Sandbox;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Benchmarks;

/// <summary>A sandbox with a connection to it.</summary>
internal sealed class BenchmarkTenant : IAsyncDisposable
{
    private readonly Auth0Connection _connection;

    private BenchmarkTenant(SandboxTenant sandbox, Auth0State state, Auth0Connection connection)
    {
        Sandbox = sandbox;
        State = state;
        _connection = connection;
    }

    public SandboxTenant Sandbox { get; }

    public Auth0State State { get; }

    public static async Task<BenchmarkTenant> StartAsync(int applications, TimeSpan latency, RateLimitProfile rateLimit)
    {
        var sandbox = await SandboxTenant.StartAsync(
            new SandboxOptions { ApplicationCount = applications, Latency = latency, RateLimit = rateLimit }, CancellationToken.None);
        var state = new Auth0State(DataFolder.OfEnvironment, savesConnections: false) { Vaults = new MemoryVaults() };
        var request = new ConnectionRequest
        {
            Name = "benchmark",
            Domain = sandbox.Domain,
            ClientId = sandbox.ClientId,
            ClientSecret = SecureStrings.Protect(sandbox.ClientSecret),
        };
        var connection = await new ConnectionFactory(state).CreateAsync(request, skipTest: true, CancellationToken.None);
        return new BenchmarkTenant(sandbox, state, connection);
    }

    /// <summary>A session as a command opens one.</summary>
    public TenantSession Open() => new(_connection, State);

    /// <summary>The applications as they are listed.</summary>
    public IAsyncEnumerable<Auth0Application> ListAsync() => new ApplicationDirectory(Open()).ListAsync(appTypes: null, CancellationToken.None);

    public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
}
