using System.Security;

namespace Auth0Ps.State;

/// <summary>A database of a PostgreSQL server, as a connection URI names it (PostgreSQL, "Connection URIs").</summary>
internal sealed record PostgreSqlLocation
{
    private static readonly string[] Modes = ["disable", "allow", "prefer", "require", "verify-ca", "verify-full"];

    /// <summary>The server's host name.</summary>
    public required string Host { get; init; }

    /// <summary>Its port.</summary>
    public required int Port { get; init; }

    /// <summary>The database.</summary>
    public required string Database { get; init; }

    /// <summary>The user; null for PGUSER or the operating system's.</summary>
    public string? User { get; init; }

    /// <summary>How the connection is secured: one of PostgreSQL's own words.</summary>
    public required string SslMode { get; init; }

    /// <summary>The file with the authorities to trust; null for the system's.</summary>
    public string? RootCertificate { get; init; }

    /// <summary>The file with the certificate to sign in with; null for none.</summary>
    public string? Certificate { get; init; }

    /// <summary>The file with its key.</summary>
    public string? Key { get; init; }

    /// <summary>Reads the password each time that a connection is made; null where PostgreSQL's own places have it, or none is needed.</summary>
    public Func<SecureString>? ReadPassword { get; init; }

    /// <summary>The database without the rest, for people.</summary>
    public string Display => $"postgresql://{(User is null ? "" : User + "@")}{(Host.Contains(':', StringComparison.Ordinal) ? $"[{Host}]" : Host)}:{Port}/{Database}";

    /// <summary>Understands a URI.</summary>
    /// <param name="address">The URI.</param>
    /// <param name="source">Where it was written, for errors.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: it holds a password, or what is not understood.</exception>
    public static PostgreSqlLocation Parse(Uri address, string source)
    {
        var (user, password) = address.UserInfo.Split(':', 2) is [var name, var rest] ? (name, rest) : (address.UserInfo, null);
        var settings = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (var pair in address.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (key, value) = pair.Split('=', 2) is [var left, var right] ? (left, right) : (pair, "");
            if (!settings.TryAdd(Uri.UnescapeDataString(key), Uri.UnescapeDataString(value)))
                throw Refused($"{source} says '{Uri.UnescapeDataString(key)}' twice.", "Leave one of the two out.");
        }

        if (password is not null || settings.Keys.Any(static key => key.Contains("pass", StringComparison.OrdinalIgnoreCase)))
        {
            throw Refused(
                $"{source} has a password in it, which would be seen wherever it is shown or saved.",
                "Leave the password out, and put it into the variable PGPASSWORD or the file .pgpass (PGPASSFILE names another one).");
        }

        var database = Uri.UnescapeDataString(address.AbsolutePath.Trim('/'));
        if (address.Host.Length == 0 || database.Length == 0 || database.Contains('/', StringComparison.Ordinal))
            throw Refused($"{source} does not name a server and one database.", "Write postgresql://USER@HOST/DATABASE.");
        if (settings.Keys.FirstOrDefault(static key => key is not ("sslmode" or "sslrootcert" or "sslcert" or "sslkey")) is { } unknown)
            throw Refused($"{source} has the setting '{unknown}', which is not known here.", "Known are sslmode, sslrootcert, sslcert and sslkey.");
        var mode = settings.GetValueOrDefault("sslmode") ?? (address.IsLoopback ? "prefer" : "verify-full");
        if (!Modes.Contains(mode, StringComparer.Ordinal))
            throw Refused($"{source} has an sslmode that PostgreSQL does not know.", $"Write one of {string.Join(", ", Modes)}.");
        return new PostgreSqlLocation
        {
            Host = address.IdnHost,
            Port = address.Port > 0 ? address.Port : 5432,
            Database = database,
            User = user.Length > 0 ? Uri.UnescapeDataString(user) : null,
            SslMode = mode,
            RootCertificate = settings.GetValueOrDefault("sslrootcert"),
            Certificate = settings.GetValueOrDefault("sslcert"),
            Key = settings.GetValueOrDefault("sslkey"),
        };

        Auth0Exception Refused(string message, string action) => new(ErrorReason.InvalidArgument, message, action) { Target = source };
    }
}
