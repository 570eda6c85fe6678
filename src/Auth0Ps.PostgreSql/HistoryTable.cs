using System.Text;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.PostgreSql;

/// <summary>The history as rows.</summary>
/// <param name="server">The server.</param>
internal sealed class HistoryTable(Server server) : IRotationHistory
{
    /// <inheritdoc/>
    public IReadOnlyList<string> Lines() => server.Run(static connection => connection.Rows(static row => row.GetString(0), "select record from auth0ps.history order by number"));

    /// <inheritdoc/>
    public Task ReplaceAsync(IReadOnlyList<string> lines) => server.RunAsync(
        connection =>
        {
            using var transaction = connection.BeginTransaction();
            connection.Execute("delete from auth0ps.history");
            foreach (var some in lines.Chunk(1000))
                connection.Execute("insert into auth0ps.history (id, record) select gen_random_uuid(), line from unnest($1) with ordinality as given (line, place) order by place", (object)some);
            transaction.Commit();
            return true;
        },
        CancellationToken.None);

    /// <inheritdoc/>
    public IReadOnlyList<Auth0SecretRotationRecord> NewestFirst() =>
        [.. server.Run(static connection => connection.Rows(static row => row.GetString(0), "select record from auth0ps.history order by number desc"))
            .Select(HistoryLine.Parse)
            .OfType<Auth0SecretRotationRecord>()];

    /// <inheritdoc/>
    public Task RequireWritableAsync() => Task.Run(() => Rights.RequireWritable(server, "history"));

    /// <inheritdoc/>
    public Task AppendAsync(Auth0SecretRotationRecord record)
    {
        // Its own id, so that a repetition adds it once.
        var (id, line) = (Guid.NewGuid(), Encoding.UTF8.GetString(HistoryLine.Write(record)));
        return server.RunAsync(connection => connection.Execute("insert into auth0ps.history (id, record) values ($1, $2) on conflict (id) do nothing", id, line), CancellationToken.None);
    }
}
