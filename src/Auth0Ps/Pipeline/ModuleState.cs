using System.Management.Automation;
using System.Security;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.SecretManagement;
using Auth0Ps.State;

namespace Auth0Ps.Pipeline;

/// <summary>The state that all runspaces of the process share, so that they share leases, vaults' locks and tokens.</summary>
internal static class ModuleState
{
    // Limits of its own, which tests of the module set.
    private static readonly TimeLimits Limits = new();

    /// <summary>Which store is used.</summary>
    public static StateStores Stores { get; } = new(DataFolder.OfEnvironment, Limits, static () => Environment.GetEnvironmentVariable(StateStores.Variable), StateLibraries.Open, ReadPassword);

    /// <summary>The state.</summary>
    public static Auth0State Current { get; } = Make();

    /// <summary>Asked for by the library that talks to the server, which waits for it.</summary>
    private static SecureString ReadPassword(VaultPlace place) => Task.Run(async () =>
    {
        var vault = await Current.RequireVaults(place.Vault).FindAsync(place.Vault, CancellationToken.None);
        var found = await vault.ReadAsync(place.Entry, CancellationToken.None);
        return found?.Secret ?? throw new Auth0Exception(
            ErrorReason.SecretUnavailable,
            $"Vault '{place.Vault}' has no entry '{place.Entry}'.",
            "Put the password, signature or key there with Set-Secret, or set the store again with Set-Auth0StateStore.")
        { Target = place.Vault };
    }).GetAwaiter().GetResult();

    private static Auth0State Make()
    {
        var state = new Auth0State(DataFolder.OfEnvironment, limits: Limits, stores: Stores);
        state.Vaults = new SecretManagementVaults(state);

        // The engine's assembly is in PowerShell's own folder.
        state.PowerShell = static () => PowerShellProgram.Find(Path.GetDirectoryName(typeof(PSObject).Assembly.Location) ?? "");
        return state;
    }
}
