using System.Collections.Concurrent;
using System.Diagnostics;
using Auth0Ps.Rotation;
using Npgsql;

namespace Auth0Ps.PostgreSql;

/// <summary>
/// Leases as rows with a holder, a token that only the holder knows, and an end by the server's clock. They are renewed as long as this process has them;
/// those of a process that died, or was paused for too long, end by themselves, and the next one takes the row over.
/// </summary>
internal sealed class LeaseTable : IDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromMilliseconds(25);
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(500);

    /// <summary>Longer than anything that is waited for after a holder was lost.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(15);

    private readonly Server _server;
    private readonly Timer _renewal;
    private readonly ConcurrentDictionary<string, Held> _held = new(StringComparer.Ordinal);
    private int _isRenewing;

    /// <summary>Makes the table; nothing is held yet.</summary>
    public LeaseTable(Server server)
    {
        _server = server;
        var third = server.Limits.SharedLease / 3;
        _renewal = new Timer(_ => Renew(), state: null, third, third);
    }

    /// <summary>Who this process is, for others.</summary>
    public static string Holder { get; } = $"process {Environment.ProcessId} on {Environment.MachineName}";

    /// <summary>The row's key for a client.</summary>
    public static string OfClient(string key) => $"client-{key}";

    /// <summary>The token of the client's lease; null where this process has none.</summary>
    /// <param name="key">The client's key.</param>
    public Guid? TokenOf(string key) => _held.TryGetValue(OfClient(key), out var held) ? held.Token : null;

    /// <summary>Takes the rows of some keys, all or none.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="patience">How long to wait for other holders.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease; or null, and who has it.</returns>
    public async Task<(IDisposable? Lease, string Holder)> TakeAsync(IReadOnlyList<string> keys, TimeSpan patience, CancellationToken cancellationToken)
    {
        var (held, started, pause) = (new Held(this, keys, Guid.NewGuid()), Stopwatch.GetTimestamp(), ShortestPause);
        while (true)
        {
            var holder = await _server.RunAsync(connection => Take(connection, held), cancellationToken);
            if (holder is null)
                return (Keep(held), Holder);

            if (Stopwatch.GetElapsedTime(started) >= patience)
                return (null, holder);
            await Task.Delay(pause + (pause * Random.Shared.NextDouble()), cancellationToken);
            pause = pause * 1.5 < LongestPause ? pause * 1.5 : LongestPause;
        }
    }

    /// <summary>Takes the rows of some keys, all or none, unless a living holder has one.</summary>
    /// <param name="keys">The keys.</param>
    /// <param name="waitsForDead">True waits for the end of leases that nobody renews any more.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The lease; null where a living holder has one of them.</returns>
    public async Task<IDisposable?> TryTakeAsync(IReadOnlyList<string> keys, bool waitsForDead, CancellationToken cancellationToken)
    {
        var (held, marks) = (new Held(this, keys, Guid.NewGuid()), (List<(string, DateTime)>?)null);
        while (true)
        {
            if (await _server.RunAsync(connection => Take(connection, held), cancellationToken) is null)
                return Keep(held);
            if (!waitsForDead)
                return null;

            // A living holder marks the row again before a third of its time is over.
            var present = await _server.RunAsync(connection => Marks(connection, keys), cancellationToken);
            if (marks is not null && present.Exists(mark => !marks.Contains(mark)))
                return null;
            marks ??= present;
            await Task.Delay(LongestPause, cancellationToken);
        }
    }

    /// <summary>How long ago the lease of a holder ended that never let go of it; null where there was none lately.</summary>
    public async Task<TimeSpan?> SinceLostAsync(IReadOnlyList<string> keys, CancellationToken cancellationToken) => await _server.RunAsync(
        connection => connection.Rows(
            static row => row.IsDBNull(0) ? (TimeSpan?)null : row.GetTimeSpan(0),
            "select clock_timestamp() - max(lost_at) from auth0ps.leases where key = any($1)",
            (object)keys.ToArray())[0],
        cancellationToken);

    /// <summary>Whether anyone has one of the rows.</summary>
    public bool IsHeld(IReadOnlyList<string> keys) => _server.Run(connection => connection.Rows(
        static row => row.GetBoolean(0), "select exists (select 1 from auth0ps.leases where key = any($1) and expires_at > clock_timestamp())", (object)keys.ToArray())[0]);

    /// <summary>Extends a lease, and learns that it is still this process's.</summary>
    /// <param name="key">One of its keys.</param>
    /// <param name="what">What it is the lease of, for the error.</param>
    /// <param name="length">How long it is to last from now on, at least.</param>
    /// <param name="cancellationToken">Ends the wait for the server.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationBusy"/>: it was lost.</exception>
    public async Task<LeaseTerm> ConfirmAsync(string key, string what, TimeSpan length, CancellationToken cancellationToken)
    {
        if (!_held.TryGetValue(key, out var held) || held.IsLost)
            throw LeaseTerm.Lost(what);
        var term = LeaseTerm.Begin(what, length);
        if (!await _server.RunAsync(connection => Extend(connection, [held], length).Count == held.Keys.Count, cancellationToken))
        {
            held.IsLost = true;
            throw LeaseTerm.Lost(what);
        }

        return term;
    }

    /// <inheritdoc/>
    public void Dispose() => _renewal.Dispose();

    private Held Keep(Held held)
    {
        foreach (var key in held.Keys)
            _held[key] = held;
        return held;
    }

    /// <returns>Null when it is taken; else who has it.</returns>
    private string? Take(NpgsqlConnection connection, Held held)
    {
        // Where the answer to a former attempt was lost, the row has this token already.
        using var transaction = held.Keys.Count > 1 ? connection.BeginTransaction() : null;
        var taken = connection.Execute(
            """
            insert into auth0ps.leases (key, holder, token, marked_at, expires_at)
            select key, $2, $3, clock_timestamp(), clock_timestamp() + $4 from unnest($1) as wanted (key) order by key
            on conflict (key) do update set holder = excluded.holder, token = excluded.token, marked_at = excluded.marked_at, expires_at = excluded.expires_at,
                lost_at = case when leases.token in (excluded.token, '00000000-0000-0000-0000-000000000000') then leases.lost_at else leases.expires_at end
            where leases.expires_at <= clock_timestamp() or leases.token = excluded.token
            """,
            held.Keys.ToArray(),
            Holder,
            held.Token,
            _server.Limits.SharedLease);
        if (taken == held.Keys.Count)
        {
            transaction?.Commit();
            return null;
        }

        transaction?.Rollback();
        return connection.Rows(static row => row.GetString(0), "select holder from auth0ps.leases where key = any($1) and token <> $2 and expires_at > clock_timestamp() limit 1", held.Keys.ToArray(), held.Token)
            is [var other] ? other : "another process";
    }

    private static List<(string Key, DateTime MarkedAt)> Marks(NpgsqlConnection connection, IReadOnlyList<string> keys) => connection.Rows(
        static row => (row.GetString(0), row.GetDateTime(1)), "select key, marked_at from auth0ps.leases where key = any($1) and expires_at > clock_timestamp()", (object)keys.ToArray());

    private static List<Guid> Extend(NpgsqlConnection connection, IReadOnlyList<Held> leases, TimeSpan length) => connection.Rows(
        static row => row.GetGuid(0),
        "update auth0ps.leases set marked_at = clock_timestamp(), expires_at = greatest(expires_at, clock_timestamp() + $2) where token = any($1) and expires_at > clock_timestamp() returning token",
        leases.Select(static lease => lease.Token).ToArray(),
        length);

    /// <summary>Renews all. That the server cannot be asked now is no loss: it is asked again, and the lease has an end.</summary>
    private void Renew()
    {
        if (Interlocked.Exchange(ref _isRenewing, 1) != 0)
            return;
        try
        {
            IReadOnlyList<Held> leases = [.. _held.Values.Where(static held => !held.IsLost).Distinct()];
            if (leases.Count == 0)
                return;
            var extended = _server.RunOnce(connection => Extend(connection, leases, _server.Limits.SharedLease)).ToHashSet();
            foreach (var lost in leases.Where(lease => !extended.Contains(lease.Token)))
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
        foreach (var key in held.Keys)
            _held.TryRemove(new KeyValuePair<string, Held>(key, held));
        try
        {
            // That a holder was lost is remembered until it no longer matters.
            _server.RunOnce(connection => connection.Execute(
                """
                with gone as (delete from auth0ps.leases where token = $1 and (lost_at is null or lost_at < clock_timestamp() - $2))
                update auth0ps.leases set token = '00000000-0000-0000-0000-000000000000', expires_at = clock_timestamp() where token = $1 and lost_at >= clock_timestamp() - $2
                """,
                held.Token,
                Remembered));
        }
        catch (Auth0Exception)
        {
            // It ends by itself.
        }
    }

    private sealed class Held(LeaseTable table, IReadOnlyList<string> keys, Guid token) : IDisposable
    {
        private int _isOver;

        public IReadOnlyList<string> Keys => keys;

        public Guid Token => token;

        /// <summary>True once the server said so.</summary>
        public bool IsLost { get; set; }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _isOver, 1) == 0)
                table.LetGo(this);
        }
    }
}
