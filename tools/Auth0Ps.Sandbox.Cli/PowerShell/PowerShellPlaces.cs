namespace Auth0Ps.Sandbox.Cli.PowerShell;

/// <summary>Where a PowerShell is looked for.</summary>
/// <param name="Configured">The value of <c>AUTH0PS_PWSH</c>: a program, or a <c>pwsh.dll</c> to be run by dotnet. When set, nothing else is tried.</param>
/// <param name="SearchPath">The folders of the <c>PATH</c>.</param>
/// <param name="RepositoryFolder">The folder with the local tool manifest; null outside a clone.</param>
/// <param name="ToolEnvironment">Environment variables for the <c>dotnet tool</c> calls, on top of this process's.</param>
internal sealed record PowerShellPlaces(
    string? Configured,
    IReadOnlyList<string> SearchPath,
    string? RepositoryFolder,
    IReadOnlyDictionary<string, string?> ToolEnvironment)
{
    /// <summary>The environment variable that names the PowerShell to use.</summary>
    internal const string Variable = "AUTH0PS_PWSH";

    /// <summary>How long <c>dotnet tool restore</c> may take.</summary>
    internal TimeSpan RestoreLimit { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long an engine may take to say its version.</summary>
    internal TimeSpan AnswerLimit { get; init; } = TimeSpan.FromMinutes(2);

    internal static PowerShellPlaces OfThisProcess() => new(
        Environment.GetEnvironmentVariable(Variable),
        (Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries),
        Repository.FindFolder(),
        new Dictionary<string, string?>(StringComparer.Ordinal));
}
