using Auth0Ps.State;

namespace Auth0Ps.Scheduling;

/// <summary>What a run needs of the environment that its schedule is registered in.</summary>
internal static class ScheduledEnvironment
{
    private const string ModulePath = "PSModulePath";
    private const string SecretManagement = "Microsoft.PowerShell.SecretManagement";

    /// <summary>Decide where a home folder's files lie; a scheduler sets the account's home folder and none of the others.</summary>
    private static readonly string[] Places = ["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "DOTNET_ROOT"];

    /// <summary>Decide how the tenant is reached.</summary>
    private static readonly string[] Network = ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy", "NO_PROXY", "no_proxy", "SSL_CERT_FILE", "SSL_CERT_DIR"];

    /// <summary>Decide as whom a database is asked that keeps the state; a password among them is carried nowhere.</summary>
    private static readonly string[] Database = ["PGUSER", "PGPASSFILE"];

    /// <summary>Decide as whom a container of blobs is asked, by names and paths; keys, signatures and passwords among them are carried nowhere.</summary>
    private static readonly string[] Container =
    [
        "AZURE_STORAGE_ACCOUNT", "AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_AUTHORITY_HOST", "AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_FEDERATED_TOKEN_FILE", "AZURE_CONFIG_DIR",
    ];

    /// <summary>True for what PowerShell reads before it runs a script, and for the data folder, which the entry is to name.</summary>
    public static bool IsReadAtStart(string name) => name is DataFolder.Variable or "HOME" || Array.IndexOf(Places, name) >= 0;

    /// <summary>The variables to carry over.</summary>
    /// <param name="dataFolder">The data folder.</param>
    /// <param name="current">Reads a variable of this process.</param>
    /// <param name="scheduled">What the scheduler gives to its runs.</param>
    /// <param name="powerShellHome">The folder of PowerShell itself, whose modules are always found.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: the variable for the store is not understood.</exception>
    public static Dictionary<string, string> Carry(
        string dataFolder, Func<string, string?> current, IReadOnlyDictionary<string, string> scheduled, string powerShellHome)
    {
        var carried = new Dictionary<string, string>(StringComparer.Ordinal) { [DataFolder.Variable] = dataFolder };
        IEnumerable<string> names = OperatingSystem.IsWindows() ? [.. Network, .. Database, .. Container] : ["HOME", .. Places, .. Network, .. Database, .. Container];
        foreach (var name in names)
        {
            if (current(name) is { Length: > 0 } value && value != scheduled.GetValueOrDefault(name) && !HoldsPassword(value))
                carried[name] = value;
        }

        if (current(StateStores.Variable) is { Length: > 0 } store)
            carried[StateStores.Variable] = StateLocation.Parse(store, StateStores.Variable).Written;
        if (current(ModulePath) is { Length: > 0 } path && NeedsModulePath(path, powerShellHome))
            carried[ModulePath] = path;
        return carried;
    }

    /// <summary>The variables that would have to be carried over and hold a password, which no file may.</summary>
    public static IEnumerable<string> Withheld(Func<string, string?> current, IReadOnlyDictionary<string, string> scheduled) =>
        Network.Where(name => current(name) is { } value && HoldsPassword(value) && value != scheduled.GetValueOrDefault(name));

    private static bool HoldsPassword(string value) => Uri.TryCreate(value, UriKind.Absolute, out var address) && address.UserInfo.Length > 0;

    /// <summary>True when SecretManagement is found only thanks to a folder that PowerShell does not look into by itself.</summary>
    private static bool NeedsModulePath(string path, string powerShellHome)
    {
        var found = path.Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(folder => Directory.Exists(Path.Combine(folder, SecretManagement)))
            .ToList();
        return found.Count > 0 && !found.Exists(folder => IsDefault(Path.TrimEndingDirectorySeparator(folder), powerShellHome));
    }

    private static bool IsDefault(string folder, string powerShellHome)
    {
        var comparison = OperatingSystem.IsWindows() ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal;
        string[] defaults = OperatingSystem.IsWindows()
            ? [UserFolder(Environment.SpecialFolder.MyDocuments, "PowerShell"), UserFolder(Environment.SpecialFolder.ProgramFiles, "PowerShell")]
            : [UserFolder(Environment.SpecialFolder.LocalApplicationData, "powershell"), "/usr/local/share/powershell/Modules"];
        return defaults.Append(Path.Combine(powerShellHome, "Modules")).Any(known => string.Equals(known, folder, comparison));
    }

    private static string UserFolder(Environment.SpecialFolder folder, string name) =>
        Path.Combine(Environment.GetFolderPath(folder, Environment.SpecialFolderOption.DoNotVerify), name, "Modules");
}
