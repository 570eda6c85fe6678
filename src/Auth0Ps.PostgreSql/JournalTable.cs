using System.Globalization;
using System.Text;
using Auth0Ps.Connections;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State.Shared;

namespace Auth0Ps.PostgreSql;

/// <summary>The journal as a row for each client. Where this process took the client's lease, it writes only while it still has it.</summary>
/// <param name="server">The server.</param>
/// <param name="leases">The leases of this process.</param>
internal sealed class JournalTable(Server server, LeaseKeeper leases) : IRotationJournal
{
    private readonly record struct Row(string Client, string Document);

    /// <inheritdoc/>
    public RotationEntry? Find(ClientIdentity client)
    {
        RotationEntry? found = null;
        foreach (var row in Rows("where client = any($1)", (object)client.Keys.ToArray()))
        {
            var entry = Read(row);
            if (found is null || entry.Supersedes(found))
                found = entry;
        }

        return found;
    }

    /// <inheritdoc/>
    public IReadOnlyList<RotationEntry> All(Action<string, Auth0Exception>? damaged = null) => ReadAll(Rows(""), damaged);

    /// <inheritdoc/>
    public IReadOnlyList<RotationEntry> Open() => [.. ReadAll(Rows("where is_open"), damaged: static (_, _) => { }).Where(static entry => entry.IsOpen)];

    /// <inheritdoc/>
    public void Write(RotationEntry entry)
    {
        var (document, token) = (Encoding.UTF8.GetString(JournalDocument.Write(entry)), leases.TokenOf(entry.FileName));
        var written = server.Run(connection => connection.Execute(
            """
            with held as (select 1 from auth0ps.leases where key = $4 and token = $5 and expires_at > clock_timestamp() for share)
            insert into auth0ps.journal (client, is_open, document, written_at)
            select $1, $2, $3, clock_timestamp() where $5 = '00000000-0000-0000-0000-000000000000'::uuid or exists (select 1 from held)
            on conflict (client) do update set is_open = excluded.is_open, document = excluded.document, written_at = excluded.written_at
            """,
            entry.FileName,
            entry.IsOpen,
            document,
            LeaseKeeper.OfClient(entry.FileName),
            token ?? Guid.Empty));
        if (written == 0)
            throw LeaseTerm.Lost(entry.ClientId);
    }

    /// <inheritdoc/>
    public string? SetAside(ClientIdentity client)
    {
        string? aside = null;
        foreach (var row in Rows("where client = any($1)", (object)client.Keys.ToArray()).Where(IsDamaged))
        {
            var moved = server.Run(connection => connection.Rows(
                static moved => moved.GetInt64(0),
                """
                with gone as (delete from auth0ps.journal where client = $1 and document = $2 returning client, document)
                insert into auth0ps.journal_damaged (client, document) select client, document from gone returning id
                """,
                row.Client,
                row.Document));
            if (moved is [var id])
                aside = string.Create(CultureInfo.InvariantCulture, $"row {id} of auth0ps.journal_damaged");
        }

        return aside;
    }

    /// <inheritdoc/>
    public string RequireWritable()
    {
        Rights.RequireWritable(server, "journal");
        return server.Location.Display;
    }

    private List<Row> Rows(string where, params object?[] values) =>
        server.Run(connection => connection.Rows(static row => new Row(row.GetString(0), row.GetString(1)), $"select client, document from auth0ps.journal {where}", values));

    private RotationEntry Read(Row row) => JournalDocument.Read(Encoding.UTF8.GetBytes(row.Document), row.Client, $"{server.Location.Display} (journal, {row.Client})");

    private bool IsDamaged(Row row)
    {
        try
        {
            _ = Read(row);
            return false;
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.StateFileDamaged)
        {
            return true;
        }
    }

    private List<RotationEntry> ReadAll(IReadOnlyList<Row> rows, Action<string, Auth0Exception>? damaged)
    {
        var entries = new List<RotationEntry>();
        foreach (var row in rows)
        {
            try
            {
                entries.Add(Read(row));
            }
            catch (Auth0Exception exception) when (damaged is not null)
            {
                damaged(row.Client, exception);
            }
        }

        return entries;
    }
}
