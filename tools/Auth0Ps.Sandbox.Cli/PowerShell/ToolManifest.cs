using System.Diagnostics;

namespace Auth0Ps.Sandbox.Cli.PowerShell;

/// <summary>The PowerShell that is pinned in the clone's local tool manifest and comes as a package.</summary>
internal sealed class ToolManifest(PowerShellPlaces places)
{
    private const string ManifestPath = ".config/dotnet-tools.json";

    /// <summary>The program that runs assemblies: the one running this one, where that is known.</summary>
    internal static string Dotnet =>
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } host ? host : "dotnet";

    /// <summary>Brings the tool onto the machine. Returns null when that worked, else the reason why not.</summary>
    internal async Task<string?> RestoreAsync(CancellationToken cancellationToken)
    {
        if (places.RepositoryFolder is null || !File.Exists(Path.Combine(places.RepositoryFolder, ManifestPath)))
            return "there is no local tool manifest";

        var result = await ChildProcess.RunAsync(Start("restore"), places.RestoreLimit, cancellationToken);
        return result switch
        {
            { TimedOut: true } => $"dotnet tool restore did not end within {places.RestoreLimit.TotalSeconds:0} seconds",
            { ExitCode: 0 } => null,
            _ => "dotnet tool restore could not bring it",
        };
    }

    /// <summary>A start of the tool by its command, which works only in the clone's folder.</summary>
    internal ProcessStartInfo Start(params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(Dotnet, ["tool", .. arguments]) { WorkingDirectory = places.RepositoryFolder! };
        start.Environment["DOTNET_NOLOGO"] = "1";
        start.Environment["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1";
        start.Environment["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false";
        foreach (var (name, value) in places.ToolEnvironment)
            start.Environment[name] = value;

        return start;
    }
}
