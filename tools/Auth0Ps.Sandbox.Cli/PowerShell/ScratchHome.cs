using System.Diagnostics;

namespace Auth0Ps.Sandbox.Cli.PowerShell;

/// <summary>
/// An empty home folder below the temporary folder, so that a PowerShell neither reads the user's settings nor leaves
/// caches behind. Installed modules stay visible. Disposing deletes it.
/// </summary>
internal sealed class ScratchHome : IDisposable
{
    private ScratchHome(string folder) => Folder = folder;

    internal string Folder { get; }

    internal static ScratchHome Create() => new(Directory.CreateTempSubdirectory("auth0ps-home-").FullName);

    /// <summary>Makes this folder the home of the process to be started, and of the module's own data.</summary>
    internal void Apply(ProcessStartInfo start)
    {
        var modules = UserModules();
        var modulePath = Environment.GetEnvironmentVariable("PSModulePath");
        if (modules is not null)
        {
            // PowerShell adds its own and the machine's folders by itself, but would look for the user's in here.
            start.Environment["PSModulePath"] =
                string.IsNullOrEmpty(modulePath) ? modules : modulePath + Path.PathSeparator + modules;
        }

        start.Environment["HOME"] = Folder;
        start.Environment["USERPROFILE"] = Folder;
        foreach (var variable in (string[])["XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME"])
            start.Environment.Remove(variable);

        start.Environment["AUTH0PS_HOME"] = Path.Combine(Folder, "auth0ps");
        start.Environment["LANG"] = "en_US.UTF-8";
        start.Environment["POWERSHELL_TELEMETRY_OPTOUT"] = "1";
        start.Environment["POWERSHELL_UPDATECHECK"] = "Off";
        start.Environment["NO_COLOR"] = "1";
    }

    /// <summary>Makes this folder the home of this very process, and of the module's own data.</summary>
    internal void ApplyHere()
    {
        Environment.SetEnvironmentVariable("HOME", Folder);
        Environment.SetEnvironmentVariable("AUTH0PS_HOME", Path.Combine(Folder, "auth0ps"));
    }

    public void Dispose()
    {
        try
        {
            Directory.Delete(Folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A process that outlived its parent may still hold a file; the system empties its temporary folder.
            Debug.WriteLine(exception.Message);
        }
    }

    // Where PowerShell keeps the modules a user installs (about_PSModulePath). On Windows that is found without HOME.
    private static string? UserModules()
    {
        if (OperatingSystem.IsWindows())
            return null;

        var data = Environment.GetEnvironmentVariable("XDG_DATA_HOME");
        if (string.IsNullOrEmpty(data))
        {
            var home = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify);
            data = Path.Combine(home, ".local", "share");
        }

        var modules = Path.Combine(data, "powershell", "Modules");
        return Directory.Exists(modules) ? modules : null;
    }
}
