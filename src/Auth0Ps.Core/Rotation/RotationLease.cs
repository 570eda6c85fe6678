using System.Collections.Concurrent;
using Auth0Ps.Rotation.Journal;
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
    private readonly FileLock _lock;

    private RotationLease(SemaphoreSlim turn, FileLock held)
    {
        _turn = turn;
        _lock = held;
    }

    // Not in the data folder, which two processes may have in different places.
    private static string Folder => Path.Combine(PerUserFolder.Location, "leases");

    /// <summary>Takes the lease.</summary>
    /// <param name="domain">The tenant.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/>: another process kept it for too long.</exception>
    public static Task<RotationLease> TakeAsync(string domain, string clientId, CancellationToken cancellationToken) =>
        TakeAsync(domain, clientId, Patience, cancellationToken);

    /// <summary>Takes the lease, with another patience than a rotation's, which waits for the one before it to end.</summary>
    /// <param name="domain">The tenant.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="patience">How long to wait for another holder.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/>: another holder kept it for too long.</exception>
    public static Task<RotationLease> TakeAsync(string domain, string clientId, TimeSpan patience, CancellationToken cancellationToken) =>
        // In this process the others are sure to come to an end, and many may be waiting; only who is impatient does not wait for them all.
        TakeAsync(domain, clientId, patience < Patience ? patience : Timeout.InfiniteTimeSpan, patience, cancellationToken);

    /// <summary>
    /// Takes the lease, or refuses soon: at once where this very process has it, and after ten seconds where another one does. For whoever
    /// is inside a vault, which the holder may be waiting for.
    /// </summary>
    /// <param name="domain">The tenant.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/>.</exception>
    public static Task<RotationLease> TakeAtOnceAsync(string domain, string clientId, CancellationToken cancellationToken) =>
        TakeAsync(domain, clientId, TimeSpan.Zero, ShortPatience, cancellationToken);

    /// <summary>Whether somebody, in whichever process, is changing the client's secret right now. The lease is not taken.</summary>
    /// <param name="domain">The tenant.</param>
    /// <param name="clientId">The client.</param>
    public static bool IsHeld(string domain, string clientId) => FileLock.IsTaken(PathOf(domain, clientId));

    public void Dispose()
    {
        _lock.Dispose();
        _turn.Release();
    }

    private static async Task<RotationLease> TakeAsync(string domain, string clientId, TimeSpan patienceWithOwn, TimeSpan patience, CancellationToken cancellationToken)
    {
        var path = PathOf(domain, clientId);
        var turn = Turns.GetOrAdd(path, static _ => new SemaphoreSlim(1, 1));
        if (!await turn.WaitAsync(patienceWithOwn, cancellationToken))
            throw Busy(clientId, $"Another command of this process is changing the secret of '{clientId}'.", cause: null);
        try
        {
            OwnerOnlyFolder.Make(Folder);
            return new RotationLease(turn, await FileLock.TakeAsync(path, patience, cancellationToken));
        }
        catch (Exception exception)
        {
            turn.Release();
            if (exception is Auth0Exception)
                throw Busy(clientId, $"The secret of '{clientId}' is being changed by another process, which did not end within {patience.TotalSeconds:0} seconds.", exception);
            if (exception is IOException or UnauthorizedAccessException)
                throw Busy(clientId, $"The lease on '{clientId}' cannot be taken: {exception.Message}", exception);
            throw;
        }
    }

    private static string PathOf(string domain, string clientId) => Path.Combine(Folder, RotationJournal.KeyOf(domain, clientId) + ".lock");

    private static Auth0Exception Busy(string clientId, string message, Exception? cause) =>
        new(ErrorReason.RotationBusy, message, "Wait for the other command to finish, and try again; a process that hangs has to be ended.", cause) { Target = clientId };
}
