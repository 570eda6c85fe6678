namespace Auth0Ps.Vaults;

/// <summary>
/// A lock on one vault: the callers of this process share it, other processes wait. Those who wait get it in turn: a process with thousands of callers
/// does not keep the others out until it is done.
/// </summary>
/// <param name="take">Takes what keeps other processes out.</param>
/// <param name="isWanted">Whether another process waits for it.</param>
/// <param name="pause">How long to wait before that is asked again.</param>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose of.
internal sealed class VaultLock(VaultLock.Taking take, Func<bool> isWanted, TimeSpan pause) : IVaultLock
#pragma warning restore CA1001
{
    /// <summary>How long the callers of this process pass the lock on among themselves before someone else's turn comes.</summary>
    private static readonly TimeSpan Turn = TimeSpan.FromSeconds(1);

    /// <summary>How long a new caller lets the others finish for someone else's sake. Bounded, because it may be one of theirs.</summary>
    private static readonly TimeSpan Courtesy = TimeSpan.FromSeconds(30);

    private readonly object _counting = new();
    private readonly SemaphoreSlim _taking = new(1, 1);
    private IDisposable? _held;
    private int _shares;
    private long _heldSince;

    /// <summary>Takes what keeps other processes out.</summary>
    /// <param name="vault">The vault's name, for the error.</param>
    /// <param name="patience">How long to wait for another process.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    internal delegate Task<IDisposable> Taking(string vault, TimeSpan patience, CancellationToken cancellationToken);

    /// <inheritdoc/>
    public async Task<IDisposable> ShareAsync(string vault, TimeSpan patience, CancellationToken cancellationToken)
    {
        await _taking.WaitAsync(cancellationToken);
        try
        {
            await GiveWayAsync(cancellationToken);
            if (TryShare() is { } share)
                return share;
            var held = await take(vault, patience, cancellationToken);
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

    /// <summary>Waits until this process has let go of the lock, where another process waits for it and it was this one's for a while.</summary>
    private async Task GiveWayAsync(CancellationToken cancellationToken)
    {
        var started = TimeProvider.System.GetTimestamp();
        while (IsHeldLongEnough() && TimeProvider.System.GetElapsedTime(started) < Courtesy && isWanted())
            await Task.Delay(pause, cancellationToken);
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
