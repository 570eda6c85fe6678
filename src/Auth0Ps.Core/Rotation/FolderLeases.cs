using System.Collections.Concurrent;
using Auth0Ps.Connections;
using Auth0Ps.State;

namespace Auth0Ps.Rotation;

/// <summary>Leases as operating-system locks of the living process on this machine: a dead holder's is free at once, and no clock is involved.</summary>
/// <param name="folder">The data folder.</param>
/// <param name="limits">How long to wait.</param>
internal sealed class FolderLeases(DataFolder folder, TimeLimits limits) : ILeases
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _turns = new(StringComparer.Ordinal);

    // Not in the data folder, which two processes may have in different places.
    private string Folder => Path.Combine(folder.OfLocks, "leases");

    /// <inheritdoc/>
    public Task<IDisposable> TakeAsync(ClientIdentity client, CancellationToken cancellationToken) => TakeAsync(client, limits.Lease, cancellationToken);

    /// <inheritdoc/>
    public Task<IDisposable> TakeAsync(ClientIdentity client, TimeSpan patience, CancellationToken cancellationToken) =>

        // In this process the others are sure to come to an end, and many may be waiting; only a caller with less patience does not wait for all of them.
        TakeAsync(client, patience < limits.Lease ? patience : Timeout.InfiniteTimeSpan, patience, cancellationToken);

    /// <inheritdoc/>
    public Task<IDisposable> TakeAtOnceAsync(ClientIdentity client, CancellationToken cancellationToken) =>
        TakeAsync(client, TimeSpan.Zero, limits.LeaseWithinVault, cancellationToken);

    /// <inheritdoc/>
    public async Task<IDisposable?> TryTakeAsync(ClientIdentity client, bool waitsForDead, CancellationToken cancellationToken)
    {
        try
        {
            return await TakeAsync(client, TimeSpan.Zero, TimeSpan.Zero, cancellationToken);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.RotationBusy)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public Task WaitForLostAsync(ClientIdentity client, TimeSpan length, CancellationToken cancellationToken) =>

        // A holder is lost only with its process, which sends nothing any more.
        Task.CompletedTask;

    /// <inheritdoc/>
    public Task<LeaseTerm> ConfirmAsync(ClientIdentity client, TimeSpan length, CancellationToken cancellationToken) =>

        // The operating system lets nobody else have it while this process lives, paused or not.
        Task.FromResult(LeaseTerm.OfProcess);

    /// <inheritdoc/>
    public bool IsHeld(ClientIdentity client) => client.Keys.Any(key => FileLock.IsTaken(PathOf(key)));

    /// <inheritdoc/>
    public string? FindHolder(ClientIdentity but) =>
        Directory.Exists(Folder) && Directory.EnumerateFiles(Folder, "*.lock").Any(path => path != PathOf(but.Key) && FileLock.IsTaken(path)) ? "a process of this machine" : null;

    /// <inheritdoc/>
    public async Task<IDisposable> TakeLoginAsync(Guid connection, CancellationToken cancellationToken) =>
        await FileLock.TakeAsync(folder.File($"login-{connection:n}.lock"), limits.LoginRenewal, cancellationToken);

    private async Task<IDisposable> TakeAsync(ClientIdentity client, TimeSpan patienceWithOwn, TimeSpan patience, CancellationToken cancellationToken)
    {
        var turn = _turns.GetOrAdd(PathOf(client.Key), static _ => new SemaphoreSlim(1, 1));
        if (!await turn.WaitAsync(patienceWithOwn, cancellationToken))
            throw Busy(client.ClientId, $"Another command of this process is changing the secret of '{client.ClientId}'.", cause: null);
        var locks = new List<FileLock>();
        try
        {
            OwnerOnlyFolder.Make(Folder);

            // Under its other hosts, too: a version that took the host for the tenant may be running.
            foreach (var key in client.Keys)
                locks.Add(await FileLock.TakeAsync(PathOf(key), patience, cancellationToken));
            return new Lease(turn, locks);
        }
        catch (Exception exception)
        {
            foreach (var held in locks)
                held.Dispose();
            turn.Release();
            if (exception is Auth0Exception { Reason: ErrorReason.StateFileBusy })
                throw Busy(client.ClientId, $"The secret of '{client.ClientId}' is being changed by another process, which did not end within {patience.TotalSeconds:0} seconds.", exception);
            if (exception is IOException or UnauthorizedAccessException)
                throw FileLock.Unavailable(Folder, exception);
            throw;
        }
    }

    private string PathOf(string key) => Path.Combine(Folder, key + ".lock");

    private static Auth0Exception Busy(string clientId, string message, Exception? cause) =>
        new(ErrorReason.RotationBusy, message, "Wait for the other command to finish, and try again; a process that hangs has to be ended.", cause) { Target = clientId };

    private sealed class Lease(SemaphoreSlim turn, IReadOnlyList<FileLock> locks) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) != 0)
                return;
            foreach (var held in locks)
                held.Dispose();
            turn.Release();
        }
    }
}
