using System.Diagnostics;
using Auth0Ps.Security;
using Auth0Ps.State;
using Npgsql;

namespace Auth0Ps.PostgreSql;

/// <summary>
/// Does pieces of work on the server, each of which may be done again: when the server restarts, or a connection breaks, the piece is repeated until it is
/// done or the patience ends. Nothing depends on a session, so that a proxy may hand out another one for each transaction.
/// </summary>
/// <param name="location">The database.</param>
/// <param name="limits">How long to wait.</param>
internal sealed class Server(PostgreSqlLocation location, TimeLimits limits) : IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    private readonly object _opening = new();
    private NpgsqlDataSource? _source;
    private bool _isReady;

    /// <summary>The database.</summary>
    public PostgreSqlLocation Location => location;

    /// <summary>How long to wait.</summary>
    public TimeLimits Limits => limits;

    /// <summary>Does a piece of work.</summary>
    /// <param name="work">The work; whether it was done before is for it to find out.</param>
    /// <exception cref="Auth0Exception">The server cannot be used.</exception>
    public T Run<T>(Func<NpgsqlConnection, T> work) => Run(work, limits.StateServer);

    /// <summary>The same on another thread, for callers that have something else to do.</summary>
    /// <param name="work">The work.</param>
    /// <param name="cancellationToken">Ends the wait before it begins.</param>
    public Task<T> RunAsync<T>(Func<NpgsqlConnection, T> work, CancellationToken cancellationToken) => Task.Run(() => Run(work), cancellationToken);

    /// <summary>The same once only, for what takes care of itself where it fails.</summary>
    /// <param name="work">The work.</param>
    public T RunOnce<T>(Func<NpgsqlConnection, T> work) => Run(work, TimeSpan.Zero);

    /// <inheritdoc/>
    public void Dispose() => _source?.Dispose();

    private T Run<T>(Func<NpgsqlConnection, T> work, TimeSpan patience)
    {
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var connection = Source().OpenConnection();
                Prepare(connection);
                return work(connection);
            }
            catch (Exception exception) when (ServerFaults.IsPassing(exception) && _isReady && Stopwatch.GetElapsedTime(started) < patience)
            {
                _source?.Clear();
                Thread.Sleep(Pause);
            }
            catch (Exception exception) when (ServerFaults.IsOfServer(exception))
            {
                throw ServerFaults.Explain(location, exception);
            }
        }
    }

    private NpgsqlDataSource Source()
    {
        lock (_opening)
        {
            try
            {
                return _source ??= Build();
            }
            catch (Exception exception) when (exception is ArgumentException or NotSupportedException)
            {
                throw new Auth0Exception(ErrorReason.InvalidArgument, $"The settings of {location.Display} do not go together: {exception.Message}", "Change AUTH0PS_STATE or use Set-Auth0StateStore.", exception) { Target = location.Display };
            }
        }
    }

    private NpgsqlDataSource Build()
    {
        var builder = new NpgsqlDataSourceBuilder(Settings().ConnectionString);
        if (location.ReadPassword is { } read)
            builder.UsePasswordProvider(_ => SecureStrings.Reveal(read()), (_, _) => ValueTask.FromResult(SecureStrings.Reveal(read())));
        return builder.Build();
    }

    private NpgsqlConnectionStringBuilder Settings() => new()
    {
        Host = location.Host,
        Port = location.Port,
        Database = location.Database,
        Username = location.User ?? Environment.GetEnvironmentVariable("PGUSER") ?? Environment.UserName,
        SslMode = location.SslMode switch
        {
            "disable" => SslMode.Disable,
            "allow" => SslMode.Allow,
            "prefer" => SslMode.Prefer,
            "require" => SslMode.Require,
            "verify-ca" => SslMode.VerifyCA,
            _ => SslMode.VerifyFull,
        },
        RootCertificate = location.RootCertificate,
        SslCertificate = location.Certificate,
        SslKey = location.Key,
        ApplicationName = "Auth0Ps",
        Timeout = 30,
        CommandTimeout = 60,
        MaxPoolSize = 20,
        ConnectionIdleLifetime = 30,

        // A proxy that pools transactions has no session to reset or to prepare statements in.
        NoResetOnClose = true,
        MaxAutoPrepare = 0,
        Enlist = false,
        IncludeErrorDetail = false,
    };

    /// <summary>Once a process: the tables are there, of a version that is known here, and may be written to.</summary>
    private void Prepare(NpgsqlConnection connection)
    {
        if (_isReady)
            return;
        Schema.Require(connection, location);
        _isReady = true;
    }
}
