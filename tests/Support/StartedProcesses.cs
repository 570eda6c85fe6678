using System.Runtime.CompilerServices;

namespace Auth0Ps.TestRuns;

/// <summary>
/// The processes that tests start, and kill. Each that is killed would leave the pipes for a debugger in the folder for temporary files, some five hundred
/// in a run; with tens of thousands of them there, PowerShell is so slow that the run takes a minute longer.
/// </summary>
internal static class StartedProcesses
{
    [ModuleInitializer]
    internal static void OpenNoPipes() => Environment.SetEnvironmentVariable("DOTNET_EnableDiagnostics", "0");
}
