using System.Collections.Concurrent;
using Auth0Ps.Connections;
using Auth0Ps.Storage;

namespace Auth0Ps.Rotation;

/// <summary>
/// The right to change one client's secret, which one holder on this machine has at a time. It is an operating-system lock of the living
/// process, so a dead holder's is free at once and no clock is involved.
/// </summary>
internal sealed class RotationLease : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan ShortPatience = TimeSpan.FromSeconds(10);

    private static readonly ConcurrentDictionary<string, SemaphoreSlim> Turns = new(StringComparer.Ordinal);

    private readonly SemaphoreSlim _turn;
    private readonly IReadOnlyList<FileLock> _locks;

    private RotationLease(SemaphoreSlim turn, IReadOnlyList<FileLock> locks)
    {
        _turn = turn;
        _locks = locks;
    }

    // Not in the data folder, which two processes may have in different places.
    private static string Folder => Path.Combine(PerUserFolder.Location, "leases");

    /// <summary>Takes the lease.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/>: another process kept it for too long; <see cref="ErrorReason.LockUnavailable"/>.</exception>
    public static Task<RotationLease> TakeAsync(ClientIdentity client, CancellationToken cancellationToken) =>
        TakeAsync(client, Patience, cancellationToken);

    /// <summary>Takes the lease, with another patience than a rotation's, which waits for the one before it to end.</summary>
    /// <param name="patience">How long to wait for another holder.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/>: another holder kept it for too long; <see cref="ErrorReason.LockUnavailable"/>.</exception>
    public static Task<RotationLease> TakeAsync(ClientIdentity client, TimeSpan patience, CancellationToken cancellationToken) =>
        // In this process the others are sure to come to an end, and many may be waiting; only who is impatient does not wait for them all.
        TakeAsync(client, patience < Patience ? patience : Timeout.InfiniteTimeSpan, patience, cancellationToken);

    /// <summary>
    /// Takes the lease, or refuses soon: at once where this very process has it, and after ten seconds where another one does. For whoever
    /// is inside a vault, which the holder may be waiting for.
    /// </summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/> or <see cref="ErrorReason.LockUnavailable"/>.</exception>
    public static Task<RotationLease> TakeAtOnceAsync(ClientIdentity client, CancellationToken cancellationToken) =>
        TakeAsync(client, TimeSpan.Zero, ShortPatience, cancellationToken);

    /// <summary>Whether somebody, in whichever process, is changing the client's secret right now. The lease is not taken.</summary>
    public static bool IsHeld(ClientIdentity client) => client.Keys.Any(static key => FileLock.IsTaken(PathOf(key)));

    public void Dispose()
    {
        foreach (var held in _locks)
            held.Dispose();
        _turn.Release();
    }

    private static async Task<RotationLease> TakeAsync(ClientIdentity client, TimeSpan patienceWithOwn, TimeSpan patience, CancellationToken cancellationToken)
    {
        var turn = Turns.GetOrAdd(PathOf(client.Key), static _ => new SemaphoreSlim(1, 1));
        if (!await turn.WaitAsync(patienceWithOwn, cancellationToken))
            throw Busy(client.ClientId, $"Another command of this process is changing the secret of '{client.ClientId}'.", cause: null);
        var locks = new List<FileLock>();
        try
        {
            OwnerOnlyFolder.Make(Folder);

            // Under its other hosts, too: a version that took the host for the tenant may be running.
            foreach (var key in client.Keys)
                locks.Add(await FileLock.TakeAsync(PathOf(key), patience, cancellationToken));
            return new RotationLease(turn, locks);
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

    private static string PathOf(string key) => Path.Combine(Folder, key + ".lock");

    private static Auth0Exception Busy(string clientId, string message, Exception? cause) =>
        new(ErrorReason.RotationBusy, message, "Wait for the other command to finish, and try again; a process that hangs has to be ended.", cause) { Target = clientId };
}
