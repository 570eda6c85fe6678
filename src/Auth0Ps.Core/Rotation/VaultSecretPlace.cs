using System.Security;
using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation;

/// <summary>An entry that holds a client's secret, with the pending one beside it, in a vault whose lock is held.</summary>
/// <param name="vault">The vault's name.</param>
/// <param name="entries">Its entries.</param>
/// <param name="name">The final entry.</param>
/// <param name="userName">The client id where the entry is a credential; null where it is the secret alone.</param>
internal sealed class VaultSecretPlace(string vault, IVaultEntries entries, string name, string? userName)
{
    public string Vault => vault;

    public string Name => name;

    public string Pending => SecretsMapping.PendingName(name);

    public Task<VaultSecret?> ReadPendingAsync() => entries.ReadAsync(Pending, CancellationToken.None);

    public Task<VaultSecret?> ReadFinalAsync() => entries.ReadAsync(name, CancellationToken.None);

    /// <summary>Puts the secret beside the final one, unless it is there.</summary>
    public Task StageAsync(SecureString secret) => entries.KeepAsync(Pending, ValueOf(secret), mayRemoveFirst: true);

    /// <summary>Makes the secret the final one, unless it is.</summary>
    public Task PromoteAsync(SecureString secret) => entries.KeepAsync(name, ValueOf(secret), mayRemoveFirst: true);

    public Task UnstageAsync() => entries.RemoveAsync(Pending, CancellationToken.None);

    private VaultSecret ValueOf(SecureString secret) => userName is null ? new VaultSecret(secret) : new VaultSecret(userName, secret);
}
