using System.Diagnostics;

namespace Auth0Ps.Sandbox.Cli.PowerShell;

/// <summary>The finished module of the clone. A served tenant needs none, so only what shows the module builds it.</summary>
internal static class StagedModule
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(5);

    // The same as this program's, so that nothing is built twice.
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif

    internal static string In(string repository) => Path.Combine(repository, "out", "Auth0Ps");

    /// <summary>Builds the module; quick when nothing changed.</summary>
    /// <returns>What the build said when it failed; else null.</returns>
    internal static async Task<string?> BuildAsync(string repository, CancellationToken cancellationToken)
    {
        string[] arguments = ["build", Path.Combine("src", "Auth0Ps", "Auth0Ps.csproj"), "-nologo", "-v", "quiet", "-c", Configuration];
        var start = new ProcessStartInfo(ToolManifest.Dotnet, arguments) { WorkingDirectory = repository };
        var result = await ChildProcess.RunAsync(start, BuildLimit, cancellationToken);
        return result.ExitCode == 0 ? null : $"The module could not be built:{Environment.NewLine}{result.Output}{result.Error}".TrimEnd();
    }
}
