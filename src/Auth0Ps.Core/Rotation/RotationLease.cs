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

    /// <summary>Takes the lease.</summary>
    /// <param name="domain">The tenant.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/>: another process kept it for too long.</exception>
    public static Task<RotationLease> TakeAsync(string domain, string clientId, CancellationToken cancellationToken) =>
        TakeAsync(domain, clientId, waitsForOwn: true, Patience, cancellationToken);

    /// <summary>
    /// Takes the lease, or refuses soon: at once where this very process has it, and after ten seconds where another one does. For whoever
    /// is inside a vault, which the holder may be waiting for.
    /// </summary>
    /// <param name="domain">The tenant.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/>.</exception>
    public static Task<RotationLease> TakeAtOnceAsync(string domain, string clientId, CancellationToken cancellationToken) =>
        TakeAsync(domain, clientId, waitsForOwn: false, ShortPatience, cancellationToken);

    private static async Task<RotationLease> TakeAsync(string domain, string clientId, bool waitsForOwn, TimeSpan patience, CancellationToken cancellationToken)
    {
        // Not in the data folder, which two processes may have in different places.
        var folder = Path.Combine(PerUserFolder.Location, "leases");
        var path = Path.Combine(folder, RotationJournal.KeyOf(domain, clientId) + ".lock");
        var turn = Turns.GetOrAdd(path, static _ => new SemaphoreSlim(1, 1));
        if (!await turn.WaitAsync(waitsForOwn ? Timeout.InfiniteTimeSpan : TimeSpan.Zero, cancellationToken))
            throw Busy(clientId, $"Another command of this process is changing the secret of '{clientId}'.", cause: null);
        try
        {
            OwnerOnlyFolder.Make(folder);
            return new RotationLease(turn, await FileLock.TakeAsync(path, patience, cancellationToken));
        }
        catch (Exception exception)
        {
            turn.Release();
            if (exception is OperationCanceledException)
                throw;
            throw exception is Auth0Exception or IOException or UnauthorizedAccessException
                ? Busy(
                    clientId,
                    exception is Auth0Exception
                        ? $"Another process has been changing the secret of '{clientId}' for {patience.TotalSeconds:0} seconds."
                        : $"The lease on '{clientId}' cannot be taken: {exception.Message}",
                    exception)
                : exception;
        }
    }

    private static Auth0Exception Busy(string clientId, string message, Exception? cause) =>
        new(ErrorReason.RotationBusy, message, "Wait for the other command to finish, and try again; a process that hangs has to be ended.", cause) { Target = clientId };

    public void Dispose()
    {
        _lock.Dispose();
        _turn.Release();
    }
}
