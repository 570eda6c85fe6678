using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;
using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>A rotation's entries in its vault, looked at without taking the vault's lock.</summary>
/// <param name="journal">Tells what was written last.</param>
internal sealed class RotationEntries(IRotationJournal journal, ISecretVault vault, Auth0SecretRotation rotation)
{
    private readonly SecretsMapping _names = rotation.Entries;

    /// <summary>The entry that somebody else wrote; null when all are free or this rotation's.</summary>
    /// <remarks>The engine asks the same under its lock before it first writes.</remarks>
    public async Task<string?> ForeignAsync(CancellationToken cancellationToken)
    {
        if (IsWritten())
            return null;

        var secret = await vault.ReadAsync(_names.SecretEntry, cancellationToken);
        if (secret is { UserName: { } user })
            return user == rotation.ClientId ? null : _names.SecretEntry;
        if (_names.ClientId is { } entry && await vault.ReadAsync(entry, cancellationToken) is { } clientId)
        {
            using var own = SecureStrings.Protect(rotation.ClientId);
            return SecureStrings.AreEqual(clientId.Secret, own) ? null : entry;
        }

        return secret is null ? null : _names.SecretEntry;
    }

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultEntryExists"/>.</exception>
    public async Task RequireFreeAsync(CancellationToken cancellationToken)
    {
        if (await ForeignAsync(cancellationToken) is { } foreign)
        {
            throw new Auth0Exception(
                ErrorReason.VaultEntryExists,
                $"The entry '{foreign}' in vault '{vault.Name}' is there already and was not written by this rotation.",
                "Choose other names with -SecretsMapping, or add -Force to let the first rotation overwrite it.")
            { Target = rotation.Name };
        }
    }

    /// <summary>Removes final, next and previous entries, and what the version before may have left.</summary>
    public async Task RemoveAsync(CancellationToken cancellationToken)
    {
        await using var entries = await vault.OpenAsync(cancellationToken);
        foreach (var name in _names.AllNames.Append(SecretsMapping.FormerNextName(_names.SecretEntry)))
            await entries.RemoveAsync(name, cancellationToken);
    }

    /// <summary>True when the client's last run wrote these very entries.</summary>
    private bool IsWritten() =>
        journal.Find(rotation.Client) is { RotatedAt: not null } run
        && string.Equals(run.Vault, rotation.Vault, StringComparison.OrdinalIgnoreCase)
        && run.Mapping == _names;
}
