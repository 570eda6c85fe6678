using Auth0Ps.Connections;
using Auth0Ps.Http;
using Auth0Ps.Sandbox;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>A tenant that would answer, for tests that nothing is sent to it.</summary>
public sealed class QuietTenant : IAsyncLifetime
{
    private readonly List<RequestTrace> _sent = [];
    private SandboxTenant _tenant = null!;

    public string Domain => _tenant.Domain;

    internal Auth0State State { get; } = TestState.New();

    internal ConnectionRegistry Registry => State.Connections;

    /// <summary>A request that would make a connection, and test it, if nothing were wrong with it.</summary>
    internal ConnectionRequest Good => new()
    {
        Name = "prod",
        Domain = Domain,
        ClientId = _tenant.ClientId,
        ClientSecret = Tenant.Protect(Refusal.Planted),
    };

    public async Task InitializeAsync() => _tenant = await SandboxTenant.StartAsync(new SandboxOptions { ApplicationCount = 0 }, CancellationToken.None);

    public async Task DisposeAsync() => await _tenant.DisposeAsync();

    /// <summary>Creates what is asked for, test and all.</summary>
    internal Task<Auth0Connection> CreateAsync(ConnectionRequest request) =>
        new ConnectionFactory(State, _sent.Add).CreateAsync(request, skipTest: false, CancellationToken.None);

    /// <summary>Creates what is asked for, and expects a clear refusal, nothing sent and nothing kept.</summary>
    internal async Task AssertRefusedAsync(ConnectionRequest request, ErrorReason reason)
    {
        Refusal.AssertClear(await RefusedAsync(() => CreateAsync(request)), reason);
        Assert.Empty(Registry.All);
    }

    /// <summary>Does something, and expects a refusal with nothing sent.</summary>
    internal async Task<Auth0Exception> RefusedAsync(Func<Task> action)
    {
        var sent = _sent.Count;
        var taken = _tenant.Requests.Count;
        var failure = await Assert.ThrowsAsync<Auth0Exception>(action);

        // Nothing more than before, so that one test that fails does not bring the others down.
        Assert.Empty(_sent.Skip(sent));
        Assert.Equal(taken, _tenant.Requests.Count);
        return failure;
    }
}
