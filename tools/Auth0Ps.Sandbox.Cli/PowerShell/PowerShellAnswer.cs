using System.Diagnostics;

namespace Auth0Ps.Sandbox.Cli.PowerShell;

/// <summary>What a program says when it is asked which PowerShell it is.</summary>
/// <param name="Version">Its version; null when it gave no answer.</param>
/// <param name="Home">The folder it lives in.</param>
/// <param name="Program">The program of the process that answered, which a wrapper may have started.</param>
/// <param name="Problem">Why there is no answer.</param>
internal sealed record PowerShellAnswer(Version? Version, string? Home, string? Program, string? Problem)
{
    // The mark finds the answer among whatever a wrapper script may print besides.
    private const string Mark = "auth0ps-engine";
    private const string Question = "[Console]::Out.WriteLine('" + Mark + "|' + $PSVersionTable.PSVersion + '|' + $PSHOME + '|' + [Environment]::ProcessPath)";

    internal static async Task<PowerShellAnswer> AskAsync(
        ProcessStartInfo start, ScratchHome? home, TimeSpan limit, CancellationToken cancellationToken)
    {
        foreach (var argument in (string[])["-NoProfile", "-NonInteractive", "-Command", Question])
            start.ArgumentList.Add(argument);

        home?.Apply(start);
        var result = await ChildProcess.RunAsync(start, limit, cancellationToken);
        var fields = result.Output.Split('\n', StringSplitOptions.TrimEntries)
            .FirstOrDefault(line => line.StartsWith(Mark, StringComparison.Ordinal))?.Split('|');
        if (fields is [_, var version, var folder, var program] && Version.TryParse(version.Split('-')[0], out var parsed))
            return new PowerShellAnswer(parsed, folder, program, null);

        return new PowerShellAnswer(null, null, null, result switch
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
            : PowerShellSearch.FoundAs(Direct(Version) ?? new PowerShellEngine(command, leadingArguments, Version));
    }

    /// <summary>
    /// The .NET tool's <c>pwsh</c> only starts dotnet as its child; a signal or a kill would reach the wrong one of the two. So from now on
    /// the child is started without it. Null where the program that was asked is the one that runs.
    /// </summary>
    private PowerShellEngine? Direct(Version version)
    {
        var library = Path.Combine(Home ?? string.Empty, "pwsh.dll");
        return Path.GetFileNameWithoutExtension(Program) is "dotnet" && File.Exists(library)
            ? new PowerShellEngine(Program!, [library], version)
            : null;
    }
}
