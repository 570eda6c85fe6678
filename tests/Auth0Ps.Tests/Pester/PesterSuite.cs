using System.Diagnostics;
using Auth0Ps.Sandbox.PowerShell;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.Pester;

/// <summary>Runs the Pester files of a folder once, in a PowerShell of their own.</summary>
internal static class PesterSuite
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(45);

    /// <summary>The report; or one that says why there is none.</summary>
    /// <exception cref="InvalidOperationException">The run broke off; the message holds what it printed.</exception>
    internal static async Task<PesterReport> RunAsync(PowerShellEngine engine, string testPath)
    {
        using var home = ScratchHome.Create();
        using var folder = new TemporaryFolder();
        string result = folder.File("result.json");
        ProcessStartInfo start = engine.StartInfo(
            "-File", Path.Combine(Clone.PesterFolder, "Invoke-Suite.ps1"),
            "-ModulePath", Clone.StagedModule,
            "-TestPath", testPath,
            "-ResultPath", result);
        start.WorkingDirectory = Clone.Folder;
        home.Apply(start);
        ChildProcessResult run = await ChildProcess.RunAsync(start, Limit, CancellationToken.None);
        if (run.ExitCode == 0 && File.Exists(result))
        {
            return PesterReport.Read(result);
        }

        string reason = run.TimedOut ? $"did not end within {Limit.TotalMinutes:0} minutes" : $"ended with exit code {run.ExitCode}";
        throw new InvalidOperationException($"The Pester suite {reason}.\n{run.Output}\n{run.Error}");
    }
}
