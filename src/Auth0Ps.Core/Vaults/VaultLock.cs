using Auth0Ps.State;

namespace Auth0Ps.Vaults;

/// <summary>
/// One user's lock on one vault: the callers of this process share it, other processes wait. A process that dies lets go at once,
/// however it dies. Those who wait get it in turn: a process with thousands of callers does not keep the others out until it is done.
/// </summary>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose of.
internal sealed class VaultLock : IVaultLock
#pragma warning restore CA1001
{
    /// <summary>How long the callers of this process pass the lock on among themselves before someone else's turn comes.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    /// <summary>How long a new caller lets the others finish for someone else's sake. Bounded, because it may be one of theirs.</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(15);

    private readonly string _path;
    private readonly object _counting = new();
    private readonly SemaphoreSlim _taking = new(1, 1);
    private FileLock? _held;
    private int _shares;
    private long _heldSince;

    internal VaultLock(string path) => _path = path;

    /// <inheritdoc/>
    public async Task<IDisposable> ShareAsync(string vault, TimeSpan patience, CancellationToken cancellationToken)
    {
        await _taking.WaitAsync(cancellationToken);
        try
        {
            await GiveWayAsync(cancellationToken);
            if (TryShare() is { } share)
                return share;
            var held = await TakeAsync(vault, patience, cancellationToken);
            lock (_counting)
            {
                _held = held;
                _shares = 1;
                _heldSince = TimeProvider.System.GetTimestamp();
            }

            return new Share(this);
        }
        finally
        {
            _taking.Release();
        }
    }

    /// <inheritdoc/>
    public IDisposable? TryShare()
    {
        lock (_counting)
        {
            if (_shares == 0)
                return null;
            _shares++;
            return new Share(this);
        }
    }

    private async Task<FileLock> TakeAsync(string vault, TimeSpan patience, CancellationToken cancellationToken)
    {
        try
        {
            OwnerOnlyFolder.Make(Path.GetDirectoryName(_path)!);
            var started = TimeProvider.System.GetTimestamp();
            using var next = await FileLock.TakeAsync(NextPath, patience, cancellationToken);
            return await FileLock.TakeAsync(_path, patience - TimeProvider.System.GetElapsedTime(started), cancellationToken);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.StateFileBusy)
        {
            throw new Auth0Exception(
                ErrorReason.VaultBusy,
                $"Another process works with the vault '{vault}' and did not finish within {patience.TotalSeconds:0} seconds.",
                "Wait for the other command to finish and try again; a process that hangs has to be ended.")
            { Target = vault };
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or Auth0Exception { Reason: ErrorReason.LockUnavailable })
        {
            var cause = exception is Auth0Exception ? exception.InnerException ?? exception : exception;
            throw new Auth0Exception(
                ErrorReason.VaultUnavailable,
                $"The lock file '{_path}' for the vault '{vault}' cannot be opened: {cause.Message}",
                "Check the owner and the permissions of the file and its folder, and that there is room on the disk; nothing was changed.",
                exception)
            { Target = vault };
        }
    }

    /// <summary>Held by the next of all processes.</summary>
    private string NextPath => _path + ".next";

    /// <summary>Waits until this process has let go of the lock, where another process waits for it and it was this one's for a while.</summary>
    private async Task GiveWayAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (IsHeldLongEnough() && TimeProvider.System.GetElapsedTime(started) < Courtesy && FileLock.IsTaken(NextPath))
            await Task.Delay(Pause, cancellationToken);
    }

    private bool IsHeldLongEnough()
    {
        lock (_counting)
            return _shares > 0 && TimeProvider.System.GetElapsedTime(_heldSince) > Turn;
    }

    private void LetGo()
    {
        lock (_counting)
        {
            if (--_shares > 0)
                return;
            _held?.Dispose();
            _held = null;
        }
    }

    private sealed class Share(VaultLock owner) : IDisposable
    {
        private int _disposed;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _disposed, 1) == 0)
                owner.LetGo();
        }
    }
}
