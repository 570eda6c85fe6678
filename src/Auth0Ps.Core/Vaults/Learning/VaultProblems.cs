
namespace Auth0Ps.Vaults.Learning;

/// <summary>Words what goes wrong with a vault's entries, and what to type.</summary>
internal static class VaultProblems
{
    public static Auth0Exception NotRead(IVaultCalls vault, string entry, string why) =>
        New(ErrorReason.VaultReadFailed, vault, $"The entry '{entry}' of the vault '{vault.Name}' cannot be read: {why}", $"Try: Get-Secret -Name '{entry}' -Vault '{vault.Name}'");

    public static Auth0Exception NotReadable(IVaultCalls vault, string entry, string why) =>
        New(
            ErrorReason.VaultReadFailed,
            vault,
            $"The entry '{entry}' of the vault '{vault.Name}' cannot be read, and whether there is one cannot be found out: {why}",
            "Where the entry was removed, purge or restore it with the vault's own tools, or name another entry with -SecretsMapping.");

    public static Auth0Exception NotWorking(IVaultCalls vault, string entry, string why) =>
        New(
            ErrorReason.VaultUnavailable,
            vault,
            $"The vault '{vault.Name}' does not work: it neither says whether it has an entry '{entry}' nor lists what it has, so that something could be overwritten. Asked for the entry, it says: {why}",
            $"See what it needs: Get-SecretInfo -Vault '{vault.Name}' has to answer without an error, also while the vault is empty. Else name another vault; docs/guides/vaults.md lists those that work.");

    public static Auth0Exception NotUsable(IVaultCalls vault, string entry, string kind) =>
        New(ErrorReason.VaultReadFailed, vault, $"The entry '{entry}' of the vault '{vault.Name}' is of the kind {kind}; only text and credentials can be used.", "Name another entry.");

    public static Auth0Exception NotWritten(IVaultCalls vault, string entry, string why) =>
        New(ErrorReason.VaultWriteFailed, vault, $"The entry '{entry}' of the vault '{vault.Name}' was not written: {why}", $"See what the entry holds now: Get-Secret -Name '{entry}' -Vault '{vault.Name}'");

    public static Auth0Exception NotApart(IVaultCalls vault, string entry) =>
        New(
            ErrorReason.VaultWriteFailed,
            vault,
            $"The vault '{vault.Name}' finds entries by a part of their names, so that writing '{entry}' could overwrite another one, and an entry and the next one beside it cannot be kept apart.",
            "Name another vault; docs/guides/vaults.md lists those that work.");

    public static Auth0Exception NotRemoved(IVaultCalls vault, string entry, string why) =>
        New(ErrorReason.VaultWriteFailed, vault, $"The entry '{entry}' of the vault '{vault.Name}' was not removed: {why}", $"Try: Remove-Secret -Name '{entry}' -Vault '{vault.Name}'");

    public static Auth0Exception NotSetAgain(IVaultCalls vault, string entry, string why) =>
        New(
            ErrorReason.VaultWriteFailed,
            vault,
            $"The vault '{vault.Name}' does not replace entries, and did not take the name '{entry}' again after the entry was removed: {why}",
            "Purge or recover the removed entry with the vault's own tools, and see whether the vault may be written; then try again.");

    public static Auth0Exception Reserved(IVaultCalls vault, string entry, string why) =>
        New(
            ErrorReason.VaultWriteFailed,
            vault,
            $"The vault '{vault.Name}' does not take the name '{entry}' again, of which it keeps a removed entry: {why}",
            "Purge or recover the removed entry with the vault's own tools, or choose other names with -SecretsMapping; then try again.");

    public static Auth0Exception NotKept(IVaultCalls vault, string entry, VaultSecretKind kind, bool isKnown, IReadOnlyList<string> reasons)
    {
        var why = string.Join(" ", reasons.Distinct(StringComparer.Ordinal));
        if (isKnown || reasons.Count == 0)
            return NotWritten(vault, entry, why);
        return kind == VaultSecretKind.Credential
            ? New(
                ErrorReason.VaultWriteFailed,
                vault,
                $"The vault '{vault.Name}' cannot keep credentials (PSCredential), as its entry '{entry}' is to be one: {why}",
                "Store the secret by itself, with -SecretsMapping @{ ClientId = 'NAME'; ClientSecret = 'NAME' }, or name another vault.")
            : New(
                ErrorReason.VaultWriteFailed,
                vault,
                $"The vault '{vault.Name}' cannot keep the secret in its entry '{entry}', neither as SecureString nor as String nor as PSCredential: {why}",
                "Look what the vault needs (a name it takes, room, a permission), or name another vault.");
    }

    public static Auth0Exception NameRefused(string vault, string name, string rule) =>
        new(
            ErrorReason.InvalidArgument,
            $"The vault '{vault}' does not keep an entry named '{name}': {rule}.",
            "Choose other names with -SecretsMapping: letters, digits and hyphens are safe everywhere.")
        { Target = vault };

    private static Auth0Exception New(ErrorReason reason, IVaultCalls vault, string message, string recommendedAction) =>
        new(reason, message, recommendedAction) { Target = vault.Name };
}
