using System.Collections.Concurrent;
using System.Diagnostics;
using Auth0Ps.Rotation;

namespace Auth0Ps.State.Shared;

/// <summary>
/// The leases that this process has in a store that machines share. They are renewed as long as it has them; those of a process that died, or was paused for
/// too long, end by themselves, and the next one takes the record over.
/// </summary>
internal sealed class LeaseKeeper : IDisposable
{
    /// <summary>Between two attempts to take what a living holder has. Short, because runners pass a vault's lock on all the time, and nobody writes meanwhile.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(40);

    /// <summary>Between two looks whether a holder is alive.</summary>
    private static readonly TimeSpan LookPause = TimeSpan.FromMilliseconds(500);

    private readonly ILeaseRecords _records;
    private readonly TimeLimits _limits;
    private readonly Timer _renewal;
    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);
    private int _isRenewing;

    /// <summary>Makes the keeper; nothing is held yet.</summary>
    /// <param name="records">The records.</param>
    /// <param name="limits">How long leases last.</param>
    public LeaseKeeper(ILeaseRecords records, TimeLimits limits)
    {
        (_records, _limits) = (records, limits);
        var third = limits.SharedLease / 3;
        _renewal = new Timer(_ => Renew(), state: null, third, third);
    }

    /// <summary>Who this process is, for others.</summary>
    public static string Holder { get; } = $"process {Environment.ProcessId} on {Environment.MachineName}";

    /// <summary>The record's key for a client.</summary>
    public static string OfClient(string key) => $"client-{key}";

    /// <summary>The token of the client's lease; null where this process has none.</summary>
    /// <param name="key">The client's key.</param>
    public Guid? TokenOf(string key) => _held.TryGetValue(OfClient(key), out var held) ? held.Records.Token : null;

    /// <summary>Takes the records of some keys, all or none.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="patience">How long to wait for other holders.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease; or null, and who has it.</returns>
    public async Task<(IDisposable? Lease, string Holder)> TakeAsync(IReadOnlyList<string> keys, TimeSpan patience, CancellationToken cancellationToken)
    {
        var (wanted, started) = (new HeldRecords(keys, Guid.NewGuid()), Stopwatch.GetTimestamp());
        while (true)
        {
            var holder = await Task.Run(() => _records.Take(wanted), cancellationToken);
            if (holder is null)
                return (Keep(wanted), Holder);

            if (Stopwatch.GetElapsedTime(started) >= patience)
                return (null, holder);
            await Task.Delay(Pause + (Pause * Random.Shared.NextDouble()), cancellationToken);
        }
    }

    /// <summary>Takes the records of some keys, all or none, unless a living holder has one.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="waitsForDead">True waits for the end of leases that nobody renews any more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease; null where a living holder has one of them.</returns>
    public async Task<IDisposable?> TryTakeAsync(IReadOnlyList<string> keys, bool waitsForDead, CancellationToken cancellationToken)
    {
        var (wanted, marks) = (new HeldRecords(keys, Guid.NewGuid()), (IReadOnlyList<(string, string)>?)null);
        while (true)
        {
            if (await Task.Run(() => _records.Take(wanted), cancellationToken) is null)
                return Keep(wanted);
            if (!waitsForDead)
                return null;

            // A living holder marks the record again before a third of its time is over.
            var present = await Task.Run(() => _records.Marks(keys), cancellationToken);
            if (marks is not null && present.Any(mark => !marks.Contains(mark)))
                return null;
            marks ??= present;
            await Task.Delay(LookPause, cancellationToken);
        }
    }

    /// <summary>How long ago the lease of a holder ended that never let go of it; null where there was none lately.</summary>
    public async Task<TimeSpan?> SinceLostAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) => await Task.Run(() => _records.SinceLost(keys), cancellationToken);

    /// <summary>Whether anyone has one of the records.</summary>
    public bool IsHeld(IReadOnlyList<string> keys) => _records.IsHeld(keys);

    /// <summary>Who has a client's record; null for nobody.</summary>
    /// <param name="but">The client whose record does not count.</param>
    public string? FindHolder(string but) => _records.FindHolderOfClient(OfClient(but));

    /// <summary>Extends a lease, and learns that it is still this process's.</summary>
    /// <param name="key">One of its keys.</param>
    /// <param name="what">What it is the lease of, for the error.</param>
    /// <param name="length">How long it is to last from now on, at least.</param>
    /// <param name="cancellationToken">Ends the wait for the store.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/>: it was lost.</exception>
    public async Task<LeaseTerm> ConfirmAsync(string key, string what, TimeSpan length, CancellationToken cancellationToken)
    {
        if (!_held.TryGetValue(key, out var held) || held.IsLost)
            throw LeaseTerm.Lost(what);
        var term = LeaseTerm.Begin(what, length);
        if ((await Task.Run(() => _records.Extend([held.Records], length, isOnce: false), cancellationToken)).Count == 0)
        {
            held.IsLost = true;
            throw LeaseTerm.Lost(what);
        }

        return term;
    }

    /// <inheritdoc/>
    public void Dispose() => _renewal.Dispose();

    private Held Keep(HeldRecords records)
    {
        var held = new Held(this, records);
        foreach (var key in records.Keys)
            _held[key] = held;
        return held;
    }

    /// <summary>Renews all. That the store cannot be asked now is no loss: it is asked again, and the lease has an end.</summary>
    private void Renew()
    {
        if (Interlocked.Exchange(ref _isRenewing, 1) != 0)
            return;
        try
        {
            IReadOnlyList<Held> leases = [.. _held.Values.Where(static held => !held.IsLost).Distinct()];
            if (leases.Count == 0)
                return;
            var extended = _records.Extend([.. leases.Select(static lease => lease.Records)], _limits.SharedLease, isOnce: true);
            foreach (var lost in leases.Where(lease => !extended.Contains(lease.Records.Token)))
                lost.IsLost = true;
        }
        catch (Auth0Exception)
        {
            // As said above.
        }
        catch (ObjectDisposedException)
        {
            // The store was closed meanwhile.
        }
        finally
        {
            Volatile.Write(ref _isRenewing, 0);
        }
    }

    private void LetGo(Held held)
    {
        foreach (var key in held.Records.Keys)
            _held.TryRemove(new KeyValuePair<string, Held>(key, held));
        try
        {
            _records.LetGo(held.Records);
        }
        catch (Auth0Exception)
        {
            // It ends by itself.
        }
    }

    private sealed class Held(LeaseKeeper keeper, HeldRecords records) : IDisposable
    {
        private int _isOver;

        public HeldRecords Records => records;

        /// <summary>True once the store said so.</summary>
        public bool IsLost { get; set; }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                keeper.LetGo(this);
        }
    }
}
