using Auth0Ps.State;
using Npgsql;

namespace Auth0Ps.PostgreSql;

/// <summary>The tables, all in a schema of their own, made and brought up to date by the process that comes first.</summary>
internal static class Schema
{
    /// <summary>The version that is known here.</summary>
    public const int Version = 1;

    /// <summary>A process that makes or changes tables holds this lock of the database until its transaction ends.</summary>
    private const long Lock = 0x6175746830707331;

    /// <summary>What leads from each version to the next one.</summary>
    private static readonly string[][] Steps =
    [
        [
            "create schema if not exists auth0ps",
            "create table auth0ps.version (version int not null)",
            "insert into auth0ps.version values (0)",
            "create table auth0ps.lists (name text primary key, revision uuid not null, document text)",
            "create table auth0ps.journal (client text primary key, is_open boolean not null, document text not null, written_at timestamptz not null)",
            "create index journal_open on auth0ps.journal (client) where is_open",
            "create table auth0ps.journal_damaged (id bigint generated always as identity primary key, client text not null, document text not null, moved_at timestamptz not null default clock_timestamp())",
            "create table auth0ps.history (number bigint generated always as identity primary key, id uuid not null unique, record text not null)",
            "create table auth0ps.leases (key text primary key, holder text not null, token uuid not null, marked_at timestamptz not null, expires_at timestamptz not null, lost_at timestamptz)",
        ],
    ];

    /// <summary>Makes sure that the tables are there, are known here, and may be written to.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateFileNewer"/>, or <see cref="ErrorReason.StateStoreUnavailable"/> where they may only be read.</exception>
    public static void Require(NpgsqlConnection connection, PostgreSqlLocation location)
    {
        if (connection.Rows(static row => row.GetBoolean(0), "select pg_is_in_recovery() or current_setting('transaction_read_only')::boolean")[0])
        {
            throw new Auth0Exception(
                ErrorReason.StateStoreUnavailable,
                $"The database {location.Display}, which keeps the state, may only be read: it is a replica, or set to read-only.",
                "Name the server that may be written to.")
            { Target = location.Display };
        }

        if (PresentVersion(connection, location) == Version)
            return;
        using var transaction = connection.BeginTransaction();
        connection.Execute($"select pg_advisory_xact_lock({Lock})");
        for (var next = PresentVersion(connection, location); next < Version; next++)
        {
            // One by one: Npgsql sends several at once with the help of a thread of the pool, and those may all be waiting for this lock.
            foreach (var statement in Steps[next])
                connection.Execute(statement);
            connection.Execute("update auth0ps.version set version = $1", next + 1);
        }

        transaction.Commit();
    }

    private static int PresentVersion(NpgsqlConnection connection, PostgreSqlLocation location)
    {
        // From the catalog itself: functions that look names up remember, after a wait for the lock, that there was no table before it.
        const string Look = "select exists (select 1 from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace where n.nspname = 'auth0ps' and c.relname = 'version')";
        if (!connection.Rows(static row => row.GetBoolean(0), Look)[0])
            return 0;
        var version = connection.Rows(static row => row.GetInt32(0), "select version from auth0ps.version")[0];
        return version <= Version ? version : throw new Auth0Exception(
            ErrorReason.StateFileNewer,
            $"The state in {location.Display} was written by a newer version of Auth0Ps (version {version}, this one knows {Version}).",
            "Update the module. The state is left as it is.")
        { Target = location.Display };
    }
}
