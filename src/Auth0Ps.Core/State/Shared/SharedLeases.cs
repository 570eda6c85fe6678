using System.Collections.Concurrent;
using Auth0Ps.Connections;
using Auth0Ps.Rotation;

namespace Auth0Ps.State.Shared;

/// <summary>Leases on all machines that share the store.</summary>
/// <param name="keeper">The leases of this process.</param>
/// <param name="limits">How long to wait.</param>
internal sealed class SharedLeases(LeaseKeeper keeper, TimeLimits limits) : ILeases
{
    /// <summary>In this process the others are sure to come to an end, and need not ask the store for their turn.</summary>
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public Task<IDisposable> TakeAsync(ClientIdentity client, CancellationToken cancellationToken) => TakeAsync(client, limits.Lease, cancellationToken);

    /// <inheritdoc/>
    public Task<IDisposable> TakeAsync(ClientIdentity client, TimeSpan patience, CancellationToken cancellationToken) =>
        TakeAsync(client, patience < limits.Lease ? patience : Timeout.InfiniteTimeSpan, patience, cancellationToken);

    /// <inheritdoc/>
    public Task<IDisposable> TakeAtOnceAsync(ClientIdentity client, CancellationToken cancellationToken) =>
        TakeAsync(client, TimeSpan.Zero, limits.LeaseWithinVault, cancellationToken);

    /// <inheritdoc/>
    public bool IsHeld(ClientIdentity client) => keeper.IsHeld(KeysOf(client));

    /// <inheritdoc/>
    public string? FindHolder(ClientIdentity but) => keeper.FindHolder(but.Key);

    /// <inheritdoc/>
    public async Task<IDisposable?> TryTakeAsync(ClientIdentity client, bool waitsForDead, CancellationToken cancellationToken)
    {
        var turn = TurnOf(client);
        if (!await turn.WaitAsync(TimeSpan.Zero, cancellationToken))
            return null;
        IDisposable? lease = null;
        try
        {
            lease = await keeper.TryTakeAsync(KeysOf(client), waitsForDead, cancellationToken);
            return lease is null ? null : new Lease(turn, lease);
        }
        finally
        {
            if (lease is null)
                turn.Release();
        }
    }

    /// <inheritdoc/>
    public async Task WaitForLostAsync(ClientIdentity client, TimeSpan length, CancellationToken cancellationToken)
    {
        if (await keeper.SinceLostAsync(KeysOf(client), cancellationToken) is { } since && since < length)
            await Task.Delay(length - since, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<LeaseTerm> ConfirmAsync(ClientIdentity client, TimeSpan length, CancellationToken cancellationToken) =>
        keeper.ConfirmAsync(LeaseKeeper.OfClient(client.Key), client.ClientId, length, cancellationToken);

    /// <inheritdoc/>
    public async Task<IDisposable> TakeLoginAsync(Guid connection, CancellationToken cancellationToken)
    {
        var (lease, holder) = await keeper.TakeAsync([$"login-{connection:n}"], limits.LoginRenewal, cancellationToken);
        return lease ?? throw new Auth0Exception(
            ErrorReason.StateFileBusy,
            $"The login of the connection is being renewed by {holder}, which did not end within {limits.LoginRenewal.TotalSeconds:0} seconds.",
            "Wait for the other command to finish, and try again.")
        { Target = connection };
    }

    private async Task<IDisposable> TakeAsync(ClientIdentity client, TimeSpan patienceWithOwn, TimeSpan patience, CancellationToken cancellationToken)
    {
        var turn = TurnOf(client);
        if (!await turn.WaitAsync(patienceWithOwn, cancellationToken))
            throw Busy($"Another command of this process is changing the secret of '{client.ClientId}'.");
        try
        {
            var (lease, holder) = await keeper.TakeAsync(KeysOf(client), patience, cancellationToken);
            return lease is null
                ? throw Busy($"The secret of '{client.ClientId}' is being changed by {holder}, which did not end within {patience.TotalSeconds:0} seconds.")
                : new Lease(turn, lease);
        }
        catch
        {
            turn.Release();
            throw;
        }

        Auth0Exception Busy(string message) => new(
            ErrorReason.RotationBusy,
            message,
            "Wait for the other command to finish, and try again; the lease of a process that died ends by itself.")
        { Target = client.ClientId };
    }

    private SemaphoreSlim TurnOf(ClientIdentity client) => _turns.GetOrAdd(client.Key, static _ => new SemaphoreSlim(1, 1));

    private static string[] KeysOf(ClientIdentity client) => [.. client.Keys.Select(LeaseKeeper.OfClient)];

    private sealed class Lease(SemaphoreSlim turn, IDisposable record) : IDisposable
    {
        private int _isOver;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) != 0)
                return;
            record.Dispose();
            turn.Release();
        }
    }
}
