using System.Diagnostics;

namespace Auth0Ps.Sandbox.PowerShell;

/// <summary>What a program says when it is asked which PowerShell it is.</summary>
/// <param name="Version">Its version; null when it gave no answer.</param>
/// <param name="Home">The folder it lives in.</param>
/// <param name="Problem">Why there is no answer.</param>
internal sealed record PowerShellAnswer(Version? Version, string? Home, string? Problem)
{
    // The mark finds the answer among whatever a wrapper script may print besides.
    private const string Mark = "auth0ps-engine";
    private const string Question = "[Console]::Out.WriteLine('" + Mark + "|' + $PSVersionTable.PSVersion + '|' + $PSHOME)";

    internal static async Task<PowerShellAnswer> AskAsync(
        ProcessStartInfo start, ScratchHome? home, TimeSpan limit, CancellationToken cancellationToken)
    {
        foreach (string argument in (string[])["-NoProfile", "-NonInteractive", "-Command", Question])
        {
            start.ArgumentList.Add(argument);
        }

        home?.Apply(start);
        ChildProcessResult result = await ChildProcess.RunAsync(start, limit, cancellationToken);
        string[]? fields = result.Output.Split('\n', StringSplitOptions.TrimEntries)
            .FirstOrDefault(line => line.StartsWith(Mark, StringComparison.Ordinal))?.Split('|');
        if (fields is [_, var version, var folder] && Version.TryParse(version.Split('-')[0], out Version? parsed))
        {
            return new PowerShellAnswer(parsed, folder, null);
        }

        return new PowerShellAnswer(null, null, result switch
        {
            { TimedOut: true } => $"gave no answer within {limit.TotalSeconds:0} seconds",
            { ExitCode: null } => "cannot be started",
            _ => "is not a PowerShell",
        });
    }

    /// <summary>Makes the answer a find or a reason.</summary>
    /// <param name="command">How to start the engine from now on.</param>
    /// <param name="leadingArguments">What comes before PowerShell's own arguments.</param>
    /// <param name="name">What to call it in a reason.</param>
    internal PowerShellSearch Judge(string command, IReadOnlyList<string> leadingArguments, string name)
    {
        if (Version is null)
        {
            return PowerShellSearch.NotFound($"{name} {Problem}");
        }

        return Version < PowerShellEngine.OldestVersion
            ? PowerShellSearch.NotFound($"{name} is version {Version}; {PowerShellEngine.OldestVersion} or later is needed")
            : PowerShellSearch.FoundAs(new PowerShellEngine(command, leadingArguments, Version));
    }
}
