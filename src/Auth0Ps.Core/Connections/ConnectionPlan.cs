using Auth0Ps.Vaults;

namespace Auth0Ps.Connections;

/// <summary>A connection as it is to be, worked out and checked before the tenant is asked and before anything is changed.</summary>
internal sealed record ConnectionPlan
{
    /// <summary>The connection as it is to be.</summary>
    public required Auth0Connection Connection { get; init; }

    /// <summary>The connection as it is; null for a new one.</summary>
    public Auth0Connection? Former { get; init; }

    /// <summary>What it proves itself with.</summary>
    internal ConnectionSecret Secret { get; init; } = ConnectionSecret.None;

    /// <summary>The vault entry that has to be written first; null when nothing is to be written.</summary>
    internal PlannedEntry? Entry { get; init; }

    /// <summary>True when other credentials than before, or none before, prove the connection.</summary>
    internal bool ChangesCredentials { get; init; }

    /// <summary>What this process has to keep: nothing of what is kept elsewhere, but for a key file's passphrase.</summary>
    internal ConnectionSecret Kept => Connection.SecretReference.Location switch
    {
        SecretLocation.Process => Secret,
        SecretLocation.KeyFile => new(null, null, Secret.KeyPassphrase),
        _ => ConnectionSecret.None,
    };

    /// <summary>The same with its secret in hand, where it is, for a test before anything is written.</summary>
    internal Auth0Connection Trial => Connection.SecretReference.Location == SecretLocation.Vault && (Secret.ClientSecret ?? Secret.PrivateKey) is not null
        ? Connection with { SecretReference = SecretReference.Process }
        : Connection;
}

/// <summary>A vault entry that is to be written.</summary>
/// <param name="Vault">The vault.</param>
/// <param name="Name">The entry's name.</param>
/// <param name="Content">What it is to hold.</param>
internal sealed record PlannedEntry(ISecretVault Vault, string Name, VaultSecret Content);
