namespace Auth0Ps.PostgreSql;

/// <summary>Asks whether tables may be written to, without writing.</summary>
internal static class Rights
{
    /// <summary>Makes sure of it.</summary>
    /// <param name="server">The server.</param>
    /// <param name="table">The table's name in the schema.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.StateStoreUnavailable"/>: it may not be written to.</exception>
    public static void RequireWritable(Server server, string table)
    {
        var may = server.Run(connection => connection.Rows(
            static row => row.GetBoolean(0), "select has_table_privilege($1, 'insert') and not current_setting('transaction_read_only')::boolean", $"auth0ps.{table}")[0]);
        if (!may)
        {
            throw new Auth0Exception(
                ErrorReason.StateStoreUnavailable,
                $"The table auth0ps.{table} in {server.Location.Display} cannot be written to.",
                "The user needs USAGE on schema auth0ps and SELECT, INSERT, UPDATE, DELETE on its tables; without them no rotation begins.")
            { Target = server.Location.Display };
        }
    }
}
