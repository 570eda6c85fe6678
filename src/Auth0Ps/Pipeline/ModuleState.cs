using System.Management.Automation;
using Auth0Ps.SecretManagement;
using Auth0Ps.State;

namespace Auth0Ps.Pipeline;

/// <summary>The state that all runspaces of the process share, so that they share leases, vaults' locks and tokens.</summary>
internal static class ModuleState
{
    // Limits of its own, which tests of the module set.
    private static readonly TimeLimits Limits = new();

    /// <summary>Which store is used.</summary>
    public static StateStores Stores { get; } = new(DataFolder.OfEnvironment, Limits, static () => Environment.GetEnvironmentVariable(StateStores.Variable), StateLibraries.OpenPostgreSql);

    /// <summary>The state.</summary>
    public static Auth0State Current { get; } = Make();

    private static Auth0State Make()
    {
        var state = new Auth0State(DataFolder.OfEnvironment, limits: Limits, stores: Stores);
        state.Vaults = new SecretManagementVaults(state);

        // The engine's assembly is in PowerShell's own folder.
        state.PowerShell = static () => PowerShellProgram.Find(Path.GetDirectoryName(typeof(PSObject).Assembly.Location) ?? "");
        return state;
    }
}
