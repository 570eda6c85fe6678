using System.Net.Sockets;
using System.Security.Authentication;
using Auth0Ps.State;
using Npgsql;

namespace Auth0Ps.PostgreSql;

/// <summary>Says what is wrong with the server, and what would help.</summary>
internal static class ServerFaults
{
    private const string Password = "Put the user's password into the variable PGPASSWORD or the file .pgpass (PGPASSFILE names another one), or name a vault's entry: Set-Auth0StateStore -Vault NAME -SecretName NAME.";

    /// <summary>Codes of faults that pass: the server stops or starts, the connection broke, or two transactions were in each other's way.</summary>
    private static readonly string[] Passing =
    [
        PostgresErrorCodes.AdminShutdown, PostgresErrorCodes.CrashShutdown, PostgresErrorCodes.CannotConnectNow, PostgresErrorCodes.TooManyConnections,
        PostgresErrorCodes.SerializationFailure, PostgresErrorCodes.DeadlockDetected,
        PostgresErrorCodes.ConnectionException, PostgresErrorCodes.ConnectionFailure, PostgresErrorCodes.ConnectionDoesNotExist,
    ];

    /// <summary>True for what comes from the server or the way to it.</summary>
    public static bool IsOfServer(Exception exception) => exception is NpgsqlException or SocketException or IOException or TimeoutException or AuthenticationException;

    /// <summary>True where the same may work in a moment.</summary>
    public static bool IsPassing(Exception exception) => exception switch
    {
        NpgsqlException { InnerException: Auth0Exception } => false,
        PostgresException fault => Passing.Contains(fault.SqlState, StringComparer.Ordinal),
        NpgsqlException fault => fault.InnerException is IOException or SocketException or TimeoutException,
        _ => exception is SocketException or IOException or TimeoutException,
    };

    /// <summary>The failure for users.</summary>
    public static Auth0Exception Explain(PostgreSqlLocation location, Exception exception)
    {
        if (exception is NpgsqlException { InnerException: Auth0Exception vault })
            return new Auth0Exception(ErrorReason.StateStoreUnavailable, $"The password for the database {location.Display}, which keeps the state, cannot be had: {vault.Message}", vault.RecommendedAction, vault) { Target = location.Display };
        var (message, action) = exception switch
        {
            PostgresException { SqlState: PostgresErrorCodes.InvalidPassword or PostgresErrorCodes.InvalidAuthorizationSpecification } fault =>
                ($"refuses the user: {fault.MessageText}", Password),
            PostgresException { SqlState: PostgresErrorCodes.InvalidCatalogName } fault => ($"does not have it: {fault.MessageText}", "Create the database, or name another one."),
            PostgresException { SqlState: PostgresErrorCodes.InsufficientPrivilege } fault =>
                ($"does not allow it: {fault.MessageText}", "The user needs USAGE on schema auth0ps and SELECT, INSERT, UPDATE, DELETE on its tables; the first one also CREATE on the database."),
            PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction } => ("is a read-only replica", "Name the server that may be written to."),
            PostgresException { SqlState: PostgresErrorCodes.DiskFull or PostgresErrorCodes.OutOfMemory or PostgresErrorCodes.InsufficientResources } fault =>
                ($"has no room left: {fault.MessageText}", "Make room on the server's disk."),
            PostgresException fault => ($"answered: {fault.MessageText} ({fault.SqlState})", "Look into the server's log."),
            NpgsqlException { InnerException: AuthenticationException cause } =>
                ($"cannot be reached by TLS: {cause.Message}", "Name the authority's certificate with ?sslrootcert=FILE; sslmode=verify-full, which is the default, wants the host's name in the server's certificate."),
            NpgsqlException { InnerException: null } fault when fault.Message.Contains("password", StringComparison.OrdinalIgnoreCase) =>
                ("wants a password", Password),
            NpgsqlException { InnerException: null } fault => ($"cannot be used: {fault.Message}", "Look at the server's settings, and at sslmode in the location."),
            _ => ($"cannot be reached: {(exception.InnerException ?? exception).Message}", "Check host and port, the network, and that the server runs."),
        };
        return new Auth0Exception(ErrorReason.StateStoreUnavailable, $"The database {location.Display}, which keeps the state: the server {message}.", action, exception) { Target = location.Display };
    }
}
