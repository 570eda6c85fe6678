using System.Collections;
using Auth0Ps.Connections;

namespace Auth0Ps.Vaults.TenantVaults;

/// <summary>What a tenant was registered with as a vault.</summary>
/// <remarks>SecretManagement checks none of it and keeps it as JSON, from which whole numbers and lists come back as other types.</remarks>
internal sealed class TenantVaultSettings
{
    private const string ConnectionKey = "Connection";
    private const string MetadataKey = "Metadata";

    // SecretManagement's own, added to each call.
    private static readonly string[] Expected = [ConnectionKey, MetadataKey, "Verbose"];

    private readonly string _vault;
    private readonly string _connection;

    private TenantVaultSettings(string vault, string connection, bool metadata, IReadOnlyList<string> unknown)
    {
        _vault = vault;
        _connection = connection;
        Metadata = metadata;
        Unknown = unknown;
    }

    /// <summary>True when entries are to be listed with metadata. Copied into a vault that takes none, they are lost there.</summary>
    public bool Metadata { get; }

    /// <summary>Names that mean nothing here, and may be typing mistakes.</summary>
    public IReadOnlyList<string> Unknown { get; }

    /// <summary>Reads them.</summary>
    /// <param name="parameters">The vault parameters.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: one is missing or not of its type.</exception>
    public static TenantVaultSettings Read(string vault, IDictionary parameters)
    {
        var given = new Dictionary<string, object?>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry item in parameters)
            given[item.Key.ToString() ?? ""] = item.Value;

        return new TenantVaultSettings(
            vault,
            ConnectionOf(vault, given.GetValueOrDefault(ConnectionKey)),
            given.GetValueOrDefault(MetadataKey) switch
            {
                null => false,
                bool wanted => wanted,
                { } other => throw Invalid(vault, $"its vault parameter Metadata is of the type {other.GetType().Name}, not $true or $false", vault),
            },
            [.. given.Keys.Except(Expected, StringComparer.OrdinalIgnoreCase).Order(StringComparer.OrdinalIgnoreCase)]);
    }

    /// <summary>Finds the connection, which has to work without anybody there.</summary>
    /// <param name="registry">The connections.</param>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.ConnectionNotFound"/>, or <see cref="ErrorReason.InvalidArgument"/> for one that cannot show applications.
    /// </exception>
    public Auth0Connection FindConnection(ConnectionRegistry registry)
    {
        var connection = registry.Find(_connection) ?? (Guid.TryParse(_connection, out var id) ? registry.Find(id) : null) ?? throw NotFound(registry);
        if (connection.ApiType != Auth0ApiType.Management)
            throw Invalid(_vault, $"connection '{connection.Name}' is for the {connection.ApiType} API, and only the Management API shows applications", connection.Name);
        if (connection.NeedsLogin)
            throw Invalid(_vault, $"connection '{connection.Name}' acts for a person who signed in, and a vault has to work when nobody is there", connection.Name);
        return connection;
    }

    private static string ConnectionOf(string vault, object? value) => value switch
    {
        string { Length: > 0 } name when !string.IsNullOrWhiteSpace(name) => name.Trim(),
        Guid id => id.ToString(),
        null or string => throw Invalid(vault, "it was registered without the vault parameter Connection", vault),
        _ => throw Invalid(vault, $"its vault parameter Connection is of the type {value.GetType().Name}, not the connection's name", vault),
    };

    private Auth0Exception NotFound(ConnectionRegistry registry)
    {
        var names = registry.All.Select(connection => connection.Name).Take(10).ToList();
        var known = names.Count == 0 ? "" : $"Known here: {string.Join(", ", names)}. ";
        return new Auth0Exception(
            ErrorReason.ConnectionNotFound,
            $"The vault '{_vault}' shows the tenant of connection '{_connection}', and there is no such connection in this process.",
            $"{known}A connection made without -Vault, -FromEnvironment or a key file lives in the process that made it; make it again with one of these, or register the vault for another: {HowToRegister(_vault)}")
        { Target = _connection };
    }

    private static Auth0Exception Invalid(string vault, string why, object target) =>
        new(ErrorReason.InvalidArgument, $"The vault '{vault}' cannot be used: {why}.", HowToRegister(vault)) { Target = target };

    private static string HowToRegister(string vault) =>
        $"Register-SecretVault -Name '{vault}' -ModuleName Auth0Ps -VaultParameters @{{ Connection = 'NAME' }} -AllowClobber; Get-Auth0Connection lists the names.";
}
