using System.Management.Automation;
using Auth0Ps.Vaults.SecretStore;

namespace Auth0Ps.SecretManagement;

/// <summary>Words what goes wrong with vaults, and what to type.</summary>
internal static class VaultFailures
{
    private const string InstallSecretManagement = "Type: Install-PSResource Microsoft.PowerShell.SecretManagement";

    public static Auth0Exception NotRegistered(string name, IReadOnlyList<RegisteredVault> vaults) =>
        New(
            ErrorReason.VaultNotFound,
            name,
            $"No vault named '{name}' is registered{(vaults.Count == 0 ? "" : $"; there is {string.Join(", ", vaults.Select(vault => $"'{vault.Name}'"))}")}.",
            "Get-SecretVault lists the vaults of this user, Register-SecretVault adds one.");

    public static Auth0Exception OwnVault(RegisteredVault vault) =>
        New(
            ErrorReason.VaultUnavailable,
            vault.Name,
            $"The vault '{vault.Name}' is this module's own view of Auth0 and cannot keep what this module has to store.",
            "Name another vault; Get-SecretVault lists them.");

    public static Auth0Exception ModuleMissing(RegisteredVault vault) =>
        New(
            ErrorReason.VaultUnavailable,
            vault.Name,
            $"The module '{vault.ModuleName}' of the vault '{vault.Name}' is not where it was when the vault was registered ('{vault.ModulePath}').",
            $"Type: Install-PSResource {vault.ModuleName}; then Unregister-SecretVault '{vault.Name}' and register it again.");

    public static Auth0Exception Locked(RegisteredVault vault) =>
        New(ErrorReason.VaultLocked, vault.Name, $"The vault '{vault.Name}' is locked.", vault.HowToUnlock);

    public static Auth0Exception UnknownSecretStore(RegisteredVault vault, Version? version) =>
        New(
            ErrorReason.VaultUnavailable,
            vault.Name,
            $"SecretStore {version} of the vault '{vault.Name}' cannot be made to read what other processes wrote, so that writing could delete it.",
            "Type: Install-PSResource Microsoft.PowerShell.SecretStore -Version 1.0.6; then start a new session.");

    public static Auth0Exception SecretStoreUnreadable(RegisteredVault vault, string path, DateTime? copiedAt, Exception? cause) =>
        new(
            ErrorReason.VaultUnavailable,
            $"The vault '{vault.Name}' does not read its file '{path}': it is missing, damaged, encrypted with another password, or held by another process."
            + " A process that is ended while SecretStore writes leaves a damaged one. Nothing was written."
            + (copiedAt is { } at ? $" A copy that can be read, of {at:u}, is in '{Path.Combine(Path.GetDirectoryName(path)!, SecretStoreFiles.CopyFolderName)}'." : ""),
            copiedAt is null
                ? "Start a new session and see whether Get-SecretInfo works there."
                : "See whether Get-SecretInfo works in a new session. If it does not, put the copy in its place: Copy-Item"
                    + $" (Join-Path '{Path.Combine(Path.GetDirectoryName(path)!, SecretStoreFiles.CopyFolderName)}' '*') '{Path.GetDirectoryName(path)}'. What others stored since then is not in it.",
            cause)
        { Target = vault.Name };

    public static Auth0Exception Hung(string vault, string? entry, TimeSpan limit) =>
        New(
            ErrorReason.VaultUnavailable,
            vault,
            $"The vault '{vault}' did not answer within {limit.TotalSeconds:0} seconds"
            + (entry is null ? "." : $"; whether its entry '{entry}' has the old value, the new one or none is not known, and may still change."),
            "Find out with Get-Secret in a new session what the vault waits for; this session cannot use it until it answers.");

    public static Auth0Exception StillAnswering(string vault) =>
        New(
            ErrorReason.VaultBusy,
            vault,
            $"The vault '{vault}' cannot be asked while an earlier call of a vault in this session is still under way.",
            "Try again later, or in a new session.");

    public static Auth0Exception WriteWithinVault(RegisteredVault vault) =>
        New(
            ErrorReason.VaultUnavailable,
            vault.Name,
            $"The vault '{vault.Name}' cannot be written while SecretManagement is asking another vault.",
            "Use this module's own cmdlets for it, rather than Set-Secret or Remove-Secret.");

    public static Auth0Exception NotUsable(RegisteredVault vault, string entry, string kind) =>
        New(
            ErrorReason.VaultReadFailed,
            vault.Name,
            $"The entry '{entry}' of the vault '{vault.Name}' is of the kind {kind}; only text and credentials can be used.",
            "Name another entry.");

    public static Auth0Exception NotWritten(RegisteredVault vault, string entry, string why) =>
        New(
            ErrorReason.VaultWriteFailed,
            vault.Name,
            $"The entry '{entry}' of the vault '{vault.Name}' was not written: {why}",
            $"See what the entry holds now: Get-Secret -Name '{entry}' -Vault '{vault.Name}'");

    /// <summary>What no entry is to blame for, before it is known what was asked; null when the entry may be.</summary>
    public static Auth0Exception? General(RegisteredVault? vault, RuntimeException exception)
    {
        if (VaultErrors.IsSecretManagementMissing(exception))
            return New(ErrorReason.VaultUnavailable, vault?.Name, "Vaults need the module Microsoft.PowerShell.SecretManagement, which is not installed.", InstallSecretManagement);
        if (vault is null)
        {
            return New(
                ErrorReason.VaultUnavailable,
                null,
                $"SecretManagement does not work: {VaultErrors.Words(exception)}",
                VaultErrors.IsWithoutHome(exception)
                    ? "Set the variable HOME to a folder that this process may write to, before PowerShell starts: SecretManagement keeps its list of vaults there."
                    : "Try: Get-SecretVault");
        }

        if (VaultErrors.IsLocked(exception))
            return Locked(vault);
        if (VaultErrors.IsPrompt(exception))
            return New(ErrorReason.VaultLocked, vault.Name, $"The vault '{vault.Name}' asks for input, which it does not get here.", vault.HowToUnlock);
        return VaultErrors.IsBusyElsewhere(exception) ? StillAnswering(vault.Name) : null;
    }

    private static Auth0Exception New(ErrorReason reason, string? vault, string message, string recommendedAction) =>
        new(reason, message, recommendedAction) { Target = vault };
}
