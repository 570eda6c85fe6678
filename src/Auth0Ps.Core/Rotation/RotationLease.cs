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
    public static async Task<RotationLease> TakeAsync(string domain, string clientId, CancellationToken cancellationToken)
    {
        // Not in the data folder, which two processes may have in different places.
        var folder = Path.Combine(PerUserFolder.Location, "leases");
        var path = Path.Combine(folder, RotationJournal.KeyOf(domain, clientId) + ".lock");
        var turn = Turns.GetOrAdd(path, static _ => new SemaphoreSlim(1, 1));
        await turn.WaitAsync(cancellationToken);
        try
        {
            OwnerOnlyFolder.Make(folder);
            return new RotationLease(turn, await FileLock.TakeAsync(path, Patience, cancellationToken));
        }
        catch (Exception exception)
        {
            turn.Release();
            if (exception is OperationCanceledException)
                throw;
            throw exception is Auth0Exception or IOException or UnauthorizedAccessException
                ? new Auth0Exception(
                    ErrorReason.RotationBusy,
                    exception is Auth0Exception
                        ? $"Another process has been changing the secret of '{clientId}' for {Patience.TotalMinutes:0} minutes."
                        : $"The lease on '{clientId}' cannot be taken: {exception.Message}",
                    "Wait for the other command to finish, and try again; a process that hangs has to be ended.",
                    exception)
                { Target = clientId }
                : exception;
        }
    }

    public void Dispose()
    {
        _lock.Dispose();
        _turn.Release();
    }
}
