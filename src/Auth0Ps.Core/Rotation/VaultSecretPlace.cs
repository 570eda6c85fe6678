using System.Security;
using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation;

/// <summary>An entry that holds a client's secret, with the next one beside it, in a vault whose lock is held.</summary>
/// <param name="entries">Its entries.</param>
/// <param name="name">The final entry.</param>
/// <param name="next">The entry in which the next value waits.</param>
/// <param name="userName">The client id where the entry is a credential; null where it is only the secret.</param>
internal sealed class VaultSecretPlace(string vault, IVaultEntries entries, string name, string next, string? userName)
{
    public string Vault => vault;

    public string Name => name;

    public string Next => next;

    /// <summary>The entry of the value before.</summary>
    public string Previous => SecretsMapping.PreviousName(name);

    public Task<VaultSecret?> ReadPreviousAsync() => entries.ReadAsync(Previous, CancellationToken.None);

    /// <summary>Puts the value that was final until now where it can be had again.</summary>
    public Task KeepPreviousAsync(SecureString secret) => entries.KeepAsync(Previous, ValueOf(secret), mayRemoveFirst: true);

    public Task<VaultSecret?> ReadNextAsync() => entries.ReadAsync(next, CancellationToken.None);

    public Task<VaultSecret?> ReadFinalAsync() => entries.ReadAsync(name, CancellationToken.None);

    /// <summary>Puts the secret beside the final one, unless it is there. Nothing in the next entry may be needed.</summary>
    public Task StageAsync(SecureString secret) => entries.KeepAsync(next, ValueOf(secret), mayRemoveFirst: true);

    /// <summary>Makes the secret the final one, unless it is. It must be proven to be in another entry, or the final one's to be dead.</summary>
    public Task PromoteAsync(SecureString secret) => entries.KeepAsync(name, ValueOf(secret), mayRemoveFirst: true);

    private VaultSecret ValueOf(SecureString secret) => userName is null ? new VaultSecret(secret) : new VaultSecret(userName, secret);
}
