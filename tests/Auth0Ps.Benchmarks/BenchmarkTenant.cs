using Auth0Ps.Connections;
using Auth0Ps.Management;
using Auth0Ps.Sandbox;
using Auth0Ps.Security;

namespace Auth0Ps.Benchmarks;

/// <summary>A sandbox with a connection to it.</summary>
internal sealed class BenchmarkTenant : IAsyncDisposable
{
    private readonly Auth0Connection _connection;

    private BenchmarkTenant(SandboxTenant sandbox, ConnectionRegistry registry, Auth0Connection connection)
    {
        Sandbox = sandbox;
        Registry = registry;
        _connection = connection;
    }

    public SandboxTenant Sandbox { get; }

    public ConnectionRegistry Registry { get; }

    public static async Task<BenchmarkTenant> StartAsync(int applications, TimeSpan latency, RateLimitProfile rateLimit)
    {
        var sandbox = await SandboxTenant.StartAsync(
            new SandboxOptions { ApplicationCount = applications, Latency = latency, RateLimit = rateLimit }, CancellationToken.None);
        var registry = new ConnectionRegistry { Vaults = new MemoryVaults() };
        var request = new ConnectionRequest
        {
            Name = "benchmark",
            Domain = sandbox.Domain,
            ClientId = sandbox.ClientId,
            ClientSecret = SecureStrings.Protect(sandbox.ClientSecret),
        };
        var connection = await new ConnectionFactory(registry).CreateAsync(request, skipTest: true, CancellationToken.None);
        return new BenchmarkTenant(sandbox, registry, connection);
    }

    /// <summary>A session as a command opens one.</summary>
    public TenantSession Open() => new(_connection, Registry);

    /// <summary>The applications as they are listed.</summary>
    public IAsyncEnumerable<Auth0Application> ListAsync() => new ApplicationDirectory(Open()).ListAsync(appTypes: null, CancellationToken.None);

    public ValueTask DisposeAsync() => Sandbox.DisposeAsync();
}
