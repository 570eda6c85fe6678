using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace Auth0Ps.SecretManagement;

/// <summary>The runspace that this process calls SecretManagement from: the same for all threads, and with nobody to prompt.</summary>
/// <remarks>A user's preferences, aliases and default parameter values do not reach it.</remarks>
internal static class VaultRunspace
{
    private const string SecretManagement = "Microsoft.PowerShell.SecretManagement";

    private static Runspace? _ordinary;
    private static Runspace? _inside;

    /// <summary>An open one; another while a vault calls (<see cref="WithinVault"/>). Only called by the holder of the turn.</summary>
    public static Runspace Open() => WithinVault.IsSo ? Open(ref _inside) : Open(ref _ordinary);

    private static Runspace Open(ref Runspace? current)
    {
        if (current is { RunspaceStateInfo.State: RunspaceState.Opened } open)
            return open;
        current?.Dispose();
        var runspace = RunspaceFactory.CreateRunspace(new SilentHost(), InitialSessionState.CreateDefault2());
        runspace.ThreadOptions = PSThreadOptions.ReuseThread;
        runspace.Open();
        ImportLoadedModule(runspace);
        return current = runspace;
    }

    // Whatever version the session uses already, from wherever it was imported: two of them would know nothing of each other.
    private static void ImportLoadedModule(Runspace runspace)
    {
        var folder = Path.GetDirectoryName(LoadedModules.Newest(SecretManagement)?.Location);
        var manifest = folder is null ? null : Path.Combine(folder, $"{SecretManagement}.psd1");
        if (manifest is null || !File.Exists(manifest))
            return;
        using var shell = PowerShell.Create();
        shell.Runspace = runspace;
        shell.AddCommand("Microsoft.PowerShell.Core\\Import-Module").AddParameter("Name", manifest).Invoke();
    }
}
