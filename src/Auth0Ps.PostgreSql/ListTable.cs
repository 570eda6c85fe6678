using System.Text;
using Auth0Ps.State;
using Npgsql;

namespace Auth0Ps.PostgreSql;

/// <summary>A list as one document in a row, which a change locks.</summary>
/// <typeparam name="TItem">What it is a list of.</typeparam>
/// <param name="server">The server.</param>
/// <param name="name">The list's name.</param>
/// <param name="form">What an item looks like in the document; as it is when null.</param>
internal sealed class ListTable<TItem>(Server server, string name, StateFileForm<TItem>? form = null) : IStateList<TItem>
{
    private readonly StateDocument<TItem> _document = new(name, form);
    private (Guid Revision, IReadOnlyList<TItem> List)? _known;

    /// <inheritdoc/>
    public IReadOnlyList<TItem> Read()
    {
        // The row has another revision after each change; while it has the known one, its document stays where it is.
        var known = _known;
        var (revision, document) = server.Run(connection => connection.Rows(
            Row, "select revision, case when revision is distinct from $2 then document end from auth0ps.lists where name = $1", name, known?.Revision ?? Guid.Empty)).FirstOrDefault();
        if (known is { } same && same.Revision == revision)
            return same.List;
        var list = Parse(document);
        _known = (revision, list);
        return list;
    }

    /// <inheritdoc/>
    public async Task UpdateAsync(Func<IReadOnlyList<TItem>, IReadOnlyList<TItem>> change, CancellationToken cancellationToken)
    {
        var mine = Guid.NewGuid();
        await server.RunAsync(
            connection =>
            {
                using var transaction = connection.BeginTransaction();
                connection.Execute($"set local lock_timeout = {(int)server.Limits.StateFile.TotalMilliseconds}");
                var (revision, document) = Lock(connection);

                // An attempt whose answer was lost had done it.
                if (revision == mine)
                    return true;
                var changed = _document.Write(change(Parse(document)));
                connection.Execute("update auth0ps.lists set revision = $2, document = $3 where name = $1", name, mine, Encoding.UTF8.GetString(changed));
                transaction.Commit();
                return true;
            },
            cancellationToken);
    }

    private (Guid Revision, string? Document) Lock(NpgsqlConnection connection)
    {
        try
        {
            connection.Execute("insert into auth0ps.lists (name, revision) values ($1, $2) on conflict (name) do nothing", name, Guid.Empty);
            return connection.Rows(Row, "select revision, document from auth0ps.lists where name = $1 for update", name)[0];
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            throw new Auth0Exception(
                ErrorReason.StateFileBusy,
                $"The saved {name} in {server.Location.Display} are being changed by another process, which did not finish within {server.Limits.StateFile.TotalSeconds:0} seconds.",
                "Wait for the other command to finish, and try again; nothing was changed.",
                exception)
            { Target = server.Location.Display };
        }
    }

    private IReadOnlyList<TItem> Parse(string? document) =>
        document is null ? [] : _document.Parse($"{server.Location.Display} ({name})", Encoding.UTF8.GetBytes(document));

    private static (Guid Revision, string? Document) Row(NpgsqlDataReader row) => (row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1));
}
