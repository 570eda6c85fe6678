using System.Globalization;
using Auth0Ps.State.Shared;
using Npgsql;

namespace Auth0Ps.PostgreSql;

/// <summary>Leases as rows with a holder, a token that only the holder knows, and an end by the server's clock.</summary>
/// <param name="server">The server.</param>
internal sealed class LeaseTable(Server server) : ILeaseRecords
{
    /// <summary>Longer than anything that is waited for after a holder was lost.</summary>
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(15);

    /// <inheritdoc/>
    public string? Take(HeldRecords wanted) => server.Run(connection => Take(connection, wanted.Keys.ToArray(), wanted.Token));

    /// <inheritdoc/>
    public IReadOnlyList<(string Key, string Mark)> Marks(IReadOnlyList<string> keys) => server.Run(connection => connection.Rows(
        static row => (row.GetString(0), row.GetDateTime(1).Ticks.ToString(CultureInfo.InvariantCulture)),
        "select key, marked_at from auth0ps.leases where key = any($1) and expires_at > clock_timestamp()",
        (object)keys.ToArray()));

    /// <inheritdoc/>
    public IReadOnlySet<Guid> Extend(IReadOnlyList<HeldRecords> leases, TimeSpan length, bool isOnce)
    {
        var rows = (isOnce ? server.RunOnce(Extend) : server.Run(Extend)).ToLookup(static token => token);
        return leases.Where(lease => rows[lease.Token].Count() == lease.Keys.Count).Select(static lease => lease.Token).ToHashSet();

        List<Guid> Extend(NpgsqlConnection connection) => connection.Rows(
            static row => row.GetGuid(0),
            "update auth0ps.leases set marked_at = clock_timestamp(), expires_at = greatest(expires_at, clock_timestamp() + $2) where token = any($1) and expires_at > clock_timestamp() returning token",
            leases.Select(static lease => lease.Token).ToArray(),
            length);
    }

    /// <inheritdoc/>
    public void LetGo(HeldRecords lease) => server.RunOnce(
        // That a holder was lost is remembered until it no longer matters.
        connection => connection.Execute(
            """
            with gone as (delete from auth0ps.leases where token = $1 and (lost_at is null or lost_at < clock_timestamp() - $2))
            update auth0ps.leases set token = '00000000-0000-0000-0000-000000000000', expires_at = clock_timestamp() where token = $1 and lost_at >= clock_timestamp() - $2
            """,
            lease.Token,
            Remembered));

    /// <inheritdoc/>
    public TimeSpan? SinceLost(IReadOnlyList<string> keys) => server.Run(connection => connection.Rows(
        static row => row.IsDBNull(0) ? (TimeSpan?)null : row.GetTimeSpan(0),
        "select clock_timestamp() - max(lost_at) from auth0ps.leases where key = any($1)",
        (object)keys.ToArray())[0]);

    /// <inheritdoc/>
    public bool IsHeld(IReadOnlyList<string> keys) => server.Run(connection => connection.Rows(
        static row => row.GetBoolean(0), "select exists (select 1 from auth0ps.leases where key = any($1) and expires_at > clock_timestamp())", (object)keys.ToArray())[0]);

    /// <inheritdoc/>
    public string? FindHolderOfClient(string but) => server.Run(connection => connection.Rows(
        static row => row.GetString(0), "select holder from auth0ps.leases where key like 'client-%' and key <> $1 and expires_at > clock_timestamp() limit 1", but)) is [var holder] ? holder : null;

    private string? Take(NpgsqlConnection connection, string[] keys, Guid token)
    {
        // Where the answer to a former attempt was lost, the row has this token already.
        using var transaction = keys.Length > 1 ? connection.BeginTransaction() : null;
        var taken = connection.Execute(
            """
            insert into auth0ps.leases (key, holder, token, marked_at, expires_at)
            select key, $2, $3, clock_timestamp(), clock_timestamp() + $4 from unnest($1) as wanted (key) order by key
            on conflict (key) do update set holder = excluded.holder, token = excluded.token, marked_at = excluded.marked_at, expires_at = excluded.expires_at,
                lost_at = case when leases.token in (excluded.token, '00000000-0000-0000-0000-000000000000') then leases.lost_at else leases.expires_at end
            where leases.expires_at <= clock_timestamp() or leases.token = excluded.token
            """,
            keys,
            LeaseKeeper.Holder,
            token,
            server.Limits.SharedLease);
        if (taken == keys.Length)
        {
            transaction?.Commit();
            return null;
        }

        transaction?.Rollback();
        return connection.Rows(static row => row.GetString(0), "select holder from auth0ps.leases where key = any($1) and token <> $2 and expires_at > clock_timestamp() limit 1", keys, token)
            is [var other] ? other : "another process";
    }
}
