using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Module.Tests.Support;

/// <summary>Gives the module a home folder and a data folder that only this process uses, before it is imported.</summary>
internal static class ScratchHome
{
    [ModuleInitializer]
    internal static void Make()
    {
        var folder = Directory.CreateTempSubdirectory("auth0ps-module-tests-").FullName;
        Environment.SetEnvironmentVariable("HOME", folder);
        Environment.SetEnvironmentVariable("USERPROFILE", folder);
        Environment.SetEnvironmentVariable("AUTH0PS_HOME", Path.Combine(folder, "auth0ps"));
        Environment.SetEnvironmentVariable("POWERSHELL_TELEMETRY_OPTOUT", "1");
        Environment.SetEnvironmentVariable("NO_COLOR", "1");
        AssemblyLoadContext.Default.Resolving += (context, name) =>
            Path.Combine(Path.GetDirectoryName(Shell.Manifest)!, name.Name + ".dll") is var staged && File.Exists(staged) ? context.LoadFromAssemblyPath(staged) : null;
        FirstPair.Share();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(folder, recursive: true);
    }
}
