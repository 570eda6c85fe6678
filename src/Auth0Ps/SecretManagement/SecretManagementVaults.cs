using System.Management.Automation;
using Auth0Ps.SecretManagement.SecretStore;
using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.SecretManagement;

/// <summary>The vaults registered with SecretManagement.</summary>
/// <param name="state">The vaults' locks, and what was seen of them.</param>
internal sealed class SecretManagementVaults(Auth0State state) : ISecretVaults
{
    private const string Asked = "auth0ps-fingerprint-key";

    /// <inheritdoc/>
    public async Task<ISecretVault> FindAsync(string name, CancellationToken cancellationToken)
    {
        var registered = await VaultWork.DoAsync(name, entry: null, () => Find(name), share: null, cancellationToken);
        if (registered.IsSecretStore)
            return new SecretStoreVault(registered, state);

        // Asking for one entry shows whether the vault can be asked at all. Test-SecretVault does not serve: several vaults write to themselves
        // in it.
        var vault = new SecretManagementVault(registered, state);
        try
        {
            await vault.ReadAsync(Asked, cancellationToken);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.VaultReadFailed)
        {
            // It answers, if strangely; what it is asked for in earnest will show.
        }

        return vault;
    }

    private static RegisteredVault Find(string name)
    {
        var vaults = All();
        var vault = vaults.FirstOrDefault(candidate => string.Equals(candidate.Name, name, StringComparison.OrdinalIgnoreCase))
            ?? throw VaultFailures.NotRegistered(name, vaults);
        if (vault.IsThisModule)
            throw VaultFailures.OwnVault(vault);
        if (vault.IsModuleMissing)
            throw VaultFailures.ModuleMissing(vault);
        if (vault.IsSecretStore)
            RequireStore(vault);
        return vault;
    }

    private static IReadOnlyList<RegisteredVault> All()
    {
        try
        {
            return SecretManagementCommands.Vaults();
        }
        catch (RuntimeException exception)
        {
            throw VaultFailures.General(vault: null, exception)!;
        }
    }

    private static void RequireStore(RegisteredVault vault)
    {
        try
        {
            // Has SecretStore loaded, and made where there is none yet.
            if (!SecretStoreSession.IsPossible)
                Try(vault);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.VaultUnavailable && SecretStoreSession.IsPossible)
        {
            // Loaded, but of no use; more can be said of it than SecretStore does.
        }

        SecretStoreAccess.Require(vault);
    }

    private static void Try(RegisteredVault vault)
    {
        try
        {
            SecretManagementCommands.Get(vault, Asked);
        }
        catch (RuntimeException exception)
        {
            if (VaultFailures.General(vault, exception) is { } general)
                throw general;
        }
    }
}
