using Npgsql;

namespace Auth0Ps.PostgreSql;

/// <summary>Short forms for statements with positional parameters.</summary>
internal static class Sql
{
    /// <summary>Executes a statement.</summary>
    /// <returns>The number of rows that it changed.</returns>
    public static int Execute(this NpgsqlConnection connection, string text, params object?[] values)
    {
        using var command = Command(connection, text, values);
        return command.ExecuteNonQuery();
    }

    /// <summary>The rows that a statement gives.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="read">Reads one row.</param>
    /// <param name="text">The statement.</param>
    /// <param name="values">Its parameters.</param>
    public static List<T> Rows<T>(this NpgsqlConnection connection, Func<NpgsqlDataReader, T> read, string text, params object?[] values)
    {
        using var command = Command(connection, text, values);
        using var reader = command.ExecuteReader();
        var rows = new List<T>();
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    private static NpgsqlCommand Command(NpgsqlConnection connection, string text, object?[] values)
    {
        var command = new NpgsqlCommand(text, connection);
        foreach (var value in values)
            command.Parameters.Add(new NpgsqlParameter { Value = value ?? DBNull.Value });
        return command;
    }
}
