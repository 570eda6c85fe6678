using System.Diagnostics;

namespace Auth0Ps.Sandbox.Cli.PowerShell;

/// <summary>A PowerShell that can run the module, and how to start it.</summary>
/// <param name="Command">The program: <c>pwsh</c> itself, or <c>dotnet</c> for one that came as a tool package.</param>
/// <param name="LeadingArguments">Arguments that come before PowerShell's own.</param>
/// <param name="Version">What the engine said of itself; at least 7.4.</param>
internal sealed record PowerShellEngine(string Command, IReadOnlyList<string> LeadingArguments, Version Version)
{
    /// <summary>The oldest version the module supports.</summary>
    internal static Version OldestVersion { get; } = new(7, 4);

    /// <summary>Ready to be started without a profile and without anyone to answer questions.</summary>
    /// <param name="arguments">PowerShell's own arguments, such as <c>-File</c> and a path.</param>
    internal ProcessStartInfo StartInfo(params IEnumerable<string> arguments) =>
        new(Command, [.. LeadingArguments, "-NoProfile", "-NonInteractive", .. arguments]);
}
