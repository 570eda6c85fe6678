using System.Collections;
using System.Diagnostics;
using Auth0Ps.Sandbox.Cli.PowerShell;

namespace Auth0Ps.Tests.Support;

/// <summary>Runs <c>dotnet</c> as a user would, not as a part of the build that runs these tests.</summary>
internal static class DotnetCommand
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    internal static async Task<ChildProcessResult> RunAsync(string workingDirectory, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(ToolManifest.Dotnet, arguments) { WorkingDirectory = workingDirectory };
        var inherited = Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(entry => (string)entry.Key);
        foreach (var variable in inherited.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)))
        {
            start.Environment.Remove(variable);
        }

        // No process may stay behind.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["DOTNET_CLI_USE_MSBUILD_SERVER"] = "0";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["DOTNET_CLI_UI_LANGUAGE"] = "en";
        start.Environment["DOTNET_NOLOGO"] = "1";
        return await ChildProcess.RunAsync(start, Limit, CancellationToken.None);
    }
}
