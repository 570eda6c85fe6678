using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Auth0Ps.PostgreSql;
using Auth0Ps.State;
using Npgsql;

namespace Auth0Ps.Core.Tests.State;

/// <summary>
/// A private PostgreSQL server on loopback, with programs that are found on this machine. User <c>guarded</c> needs a password, all others need none.
/// </summary>
public sealed class PostgreSqlServer : IAsyncLifetime, ISharedServer
{
    /// <summary>The password of <c>guarded</c>.</summary>
    public const string Password = "guarded-by-this";

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-postgresql-").FullName;
    private readonly string? _programs = FindPrograms();
    private Process? _process;
    private Process? _pooler;
    private int _databases;
    private string? _shared;

    /// <summary>Why there is none; null where it runs.</summary>
    public string? WhyNot { get; private set; }

    /// <summary>Where it listens.</summary>
    public int Port { get; } = FreePort.Find();

    /// <summary>Where a proxy listens that hands out another session for each transaction; null where PgBouncer is not found.</summary>
    public int? PoolerPort { get; private set; }

    /// <summary>The certificate that it shows to <c>localhost</c>.</summary>
    public string Certificate => Path.Combine(_folder, "server.crt");

    private string Data => Path.Combine(_folder, "data");

    private static bool IsRoot => OperatingSystem.IsLinux() && Environment.UserName == "root";

    public async Task InitializeAsync()
    {
        if (_programs is null)
        {
            WhyNot = "PostgreSQL's own programs (initdb, postgres) are not on this machine; Debian has them in the package postgresql.";
            return;
        }

        if (IsRoot && !File.ReadAllText("/etc/passwd").Contains("postgres:", StringComparison.Ordinal))
        {
            WhyNot = "PostgreSQL does not run as root, and there is no user postgres.";
            return;
        }

        WriteCertificate();
        Own();
        await RunAsync("initdb", "-D", Data, "-U", "owner", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C");
        await File.WriteAllTextAsync(Path.Combine(Data, "pg_hba.conf"), "host all guarded 127.0.0.1/32 scram-sha-256\nhostssl all all 127.0.0.1/32 trust\nhost all all 127.0.0.1/32 trust\n");
        await StartAsync();
        Execute("postgres", $"create role guarded login password '{Password}'; create role reader login");
        await StartPoolerAsync();
    }

    public Task DisposeAsync()
    {
        foreach (var process in new[] { _pooler, _process }.OfType<Process>().Where(static process => !process.HasExited))
        {
            process.Kill(entireProcessTree: true);
            process.WaitForExit();
        }

        Directory.Delete(_folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>Starts it again where it does not run.</summary>
    public async Task StartAsync()
    {
        // Killed with SIGKILL it loses nothing that it said it had, also without telling the disk.
        _process = Launch("postgres", "-D", Data, "-p", Port.ToString(CultureInfo.InvariantCulture), "-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories=", "-c", "fsync=off", "-c", "max_connections=200", "-c", "ssl=on", "-c", $"ssl_cert_file={Certificate}", "-c", $"ssl_key_file={Certificate}.key");
        var started = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                Execute("postgres", "select 1");
                return;
            }
            catch (NpgsqlException) when (Stopwatch.GetElapsedTime(started) < Patience)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>Kills it as a whole (SIGKILL), as a machine does that loses its power.</summary>
    public void Kill()
    {
        _process!.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    string ISharedServer.NewPlace() => NewDatabase();

    IStateStore ISharedServer.Open(string place, TimeLimits limits) => new PostgreSqlStore(Location(place), limits);

    string ISharedServer.UriOf(string place) => Uri(place);

    void ISharedServer.EndLeases(string place) => Execute(place, "update auth0ps.leases set expires_at = clock_timestamp() - interval '1 second'");

    Task ISharedServer.BreakAsync()
    {
        Kill();
        return Task.CompletedTask;
    }

    /// <summary>Empties the database that most tests use, one after the other.</summary>
    /// <returns>Its name.</returns>
    public string FreshDatabase()
    {
        if (_shared is null)
            return _shared = NewDatabase();
        Execute(_shared, "drop schema if exists auth0ps cascade");
        return _shared;
    }

    /// <summary>Makes a database.</summary>
    /// <returns>Its name.</returns>
    public string NewDatabase()
    {
        Skip.If(WhyNot is not null, WhyNot);
        var name = $"state{Interlocked.Increment(ref _databases)}";
        Execute("postgres", $"create database {name}");
        return name;
    }

    /// <summary>Where a database is.</summary>
    /// <param name="database">Its name.</param>
    /// <param name="user">The user.</param>
    /// <param name="port">Another port than the server's.</param>
    /// <param name="more">More of the URI.</param>
    internal PostgreSqlLocation Location(string database, string user = "owner", int? port = null, string more = "") =>
        StateLocation.Parse(Uri(database, user, port, more), "The test's location").PostgreSql!;

    /// <summary>The same as users write it.</summary>
    internal string Uri(string database, string user = "owner", int? port = null, string more = "") =>
        string.Create(CultureInfo.InvariantCulture, $"postgresql://{user}@{(more.Contains("verify", StringComparison.Ordinal) ? "localhost" : "127.0.0.1")}:{port ?? Port}/{database}{more}");

    /// <summary>Executes a statement as the owner, past all that is tested.</summary>
    public object? Execute(string database, string statement)
    {
        using var connection = new NpgsqlConnection(string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={Port};Username=owner;Database={database};Pooling=false;SSL Mode=Disable;Timeout=5"));
        connection.Open();
        using var command = new NpgsqlCommand(statement, connection);
        return command.ExecuteScalar();
    }

    private static string? FindPrograms()
    {
        var versions = Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending(StringComparer.Ordinal).Select(static folder => Path.Combine(folder, "bin")) : [];
        return OperatingSystem.IsWindows() ? null : versions.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(':')).FirstOrDefault(static folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "postgres")));
    }

    private async Task StartPoolerAsync()
    {
        var program = new[] { "/usr/sbin/pgbouncer", "/usr/bin/pgbouncer" }.FirstOrDefault(File.Exists);
        if (program is null)
            return;
        var (port, settings) = (FreePort.Find(), Path.Combine(_folder, "pgbouncer.ini"));
        await File.WriteAllTextAsync(settings, string.Create(CultureInfo.InvariantCulture, $"""
            [databases]
            * = host=127.0.0.1 port={Port}
            [pgbouncer]
            listen_addr = 127.0.0.1
            listen_port = {port}
            unix_socket_dir =
            auth_type = trust
            auth_file = {_folder}/users
            pool_mode = transaction
            default_pool_size = 2
            logfile = {_folder}/pgbouncer.log
            """));
        await File.WriteAllTextAsync(Path.Combine(_folder, "users"), "\"owner\" \"\"\n");
        Own();
        _pooler = Launch(program, settings);
        PoolerPort = port;
    }

    private void WriteCertificate()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        File.WriteAllText(Certificate, certificate.ExportCertificatePem());
        File.WriteAllText(Certificate + ".key", key.ExportPkcs8PrivateKeyPem());
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Certificate + ".key", UnixFileMode.UserRead | UnixFileMode.UserWrite);
    }

    /// <summary>Gives the folder to the user that the server runs as.</summary>
    private void Own()
    {
        if (!IsRoot)
            return;
        using var chown = Process.Start("chown", ["-R", "postgres", _folder]);
        chown.WaitForExit();
    }

    private async Task RunAsync(string program, params string[] arguments)
    {
        using var process = Launch(program, arguments);
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {errors}");
    }

    private Process Launch(string program, params string[] arguments)
    {
        var start = new ProcessStartInfo(IsRoot ? "setpriv" : Path.Combine(_programs!, program)) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = _folder };
        IEnumerable<string> all = IsRoot ? ["--reuid=postgres", "--regid=postgres", "--clear-groups", Path.Combine(_programs!, program), .. arguments] : arguments;
        foreach (var argument in all)
            start.ArgumentList.Add(argument);
        var process = Process.Start(start)!;
        process.OutputDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        if (program != "initdb")
        {
            process.ErrorDataReceived += static (_, _) => { };
            process.BeginErrorReadLine();
        }

        return process;
    }
}

/// <summary>All tests that need the server share one, and follow each other.</summary>
[CollectionDefinition(Name)]
public sealed class PostgreSqlTests : ICollectionFixture<PostgreSqlServer>
{
    public const string Name = "PostgreSQL";
}
