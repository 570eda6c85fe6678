using Auth0Ps.Sandbox.Cli.PowerShell;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.Pester;

/// <summary>Runs the Pester files of a folder once, in a few PowerShells side by side that share the files.</summary>
internal static class PesterSuite
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(45);

    // One more than the two processors that the suite is measured on, because many tests wait for a child process.
    private const int Workers = 3;

    /// <summary>What they reported; a worker that broke off is one of the report's problems, with what it printed.</summary>
    internal static async Task<PesterReport> RunAsync(PowerShellEngine engine, string testPath)
    {
        using var folder = new TemporaryFolder();
        var claims = Directory.CreateDirectory(folder.File("claims")).FullName;
        var workers = Math.Min(Workers, Directory.GetFiles(testPath, "*.Tests.ps1", SearchOption.AllDirectories).Length);
        var reports = await Task.WhenAll(Enumerable.Range(1, workers).Select(number => WorkAsync(engine, testPath, claims, folder.File($"result-{number}.json"))));
        return new PesterReport([.. reports.SelectMany(report => report.Problems)], [.. reports.SelectMany(report => report.Tests)]);
    }

    private static async Task<PesterReport> WorkAsync(PowerShellEngine engine, string testPath, string claims, string result)
    {
        using var home = ScratchHome.Create();
        var start = engine.StartInfo(
            "-File", Path.Combine(Clone.PesterFolder, "Invoke-Suite.ps1"),
            "-ModulePath", Clone.StagedModule,
            "-TestPath", testPath,
            "-ResultPath", result,
            "-PesterPath", Clone.PesterModule,
            "-ClaimPath", claims);
        start.WorkingDirectory = Clone.Folder;
        home.Apply(start);
        var run = await ChildProcess.RunAsync(start, Limit, CancellationToken.None);
        var report = File.Exists(result) ? PesterReport.Read(result) : new PesterReport([], []);
        if (run is { ExitCode: 0, TimedOut: false })
        {
            return report;
        }

        var reason = run.TimedOut ? $"did not end within {Limit.TotalMinutes:0} minutes" : $"ended with exit code {run.ExitCode}";
        return report with { Problems = [.. report.Problems, $"A run of the Pester suite {reason}.\n{run.Output}\n{run.Error}"] };
    }
}
