using Auth0Ps.Benchmarks.Reporting;

namespace Auth0Ps.Benchmarks.PowerShell;

/// <summary>How long a shell takes that imports the module and runs a first command, against one that does nothing.</summary>
internal static class ImportTime
{
    private const int FewestRounds = 7;

    private const string What = "pwsh, import and first command; bare pwsh";

    public static async Task<IReadOnlyList<Line>> RunAsync(Options options)
    {
        var (shell, reason) = Shell.Find();
        if (shell is null)
            return [Line.NotMeasured(What, reason)];

        // Once before it counts: the files are in the system's cache for both.
        await CommandAsync();
        var (ours, bare) = await Rounds.AlternateAsync(Math.Max(options.Rounds, FewestRounds), CommandAsync, () => shell.RunAsync("exit 0"));
        return [Line.Of(What, ours, bare) with { Ratio = $"+{Line.Text(ours - bare)}" }];

        Task CommandAsync() => shell.RunAsync("Import-Module $env:BENCHMARK_MODULE; Get-Auth0Connection");
    }
}
