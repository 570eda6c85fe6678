using System.Diagnostics;

namespace Auth0Ps.Sandbox.Cli.PowerShell;

/// <summary>
/// Finds the PowerShell for demo and tests: the one that <c>AUTH0PS_PWSH</c> names and no other; else <c>pwsh</c> on
/// the path; else the version pinned in the local tool manifest. Says nothing and throws nothing on the way.
/// </summary>
internal sealed class PowerShellLocator(PowerShellPlaces places)
{
    // Looked for once a process: a package that did not come the first time is not asked for again.
    private static readonly Lazy<Task<PowerShellSearch>> Remembered =
        new(() => new PowerShellLocator(PowerShellPlaces.OfThisProcess()).SearchAsync(CancellationToken.None));

    internal static Task<PowerShellSearch> FindAsync(CancellationToken cancellationToken) => Remembered.Value.WaitAsync(cancellationToken);

    internal async Task<PowerShellSearch> SearchAsync(CancellationToken cancellationToken)
    {
        if (!string.IsNullOrEmpty(places.Configured))
            return await SearchConfiguredAsync(places.Configured, cancellationToken);

        var onPath = OnPath("pwsh") is { } pwsh
            ? await AskAsync(pwsh, cancellationToken)
            : PowerShellSearch.NotFound("there is no pwsh on the path");
        if (onPath.Found)
            return onPath;

        var pinned = await SearchPinnedAsync(cancellationToken);
        return pinned.Found ? pinned : PowerShellSearch.NotFound($"{onPath.Reason}, and {pinned.Reason}");
    }

    private async Task<PowerShellSearch> SearchConfiguredAsync(string configured, CancellationToken cancellationToken)
    {
        var path = string.Equals(Path.GetFileName(configured), configured, StringComparison.Ordinal) ? OnPath(configured) : configured;
        if (path is null || !File.Exists(path))
        {
            return PowerShellSearch.NotFound($"{PowerShellPlaces.Variable} names '{configured}', which does not exist");
        }

        var asked = await AskAsync(path, cancellationToken);
        return asked.Found ? asked : PowerShellSearch.NotFound($"{PowerShellPlaces.Variable} names '{configured}', but {asked.Reason}");
    }

    private async Task<PowerShellSearch> SearchPinnedAsync(CancellationToken cancellationToken)
    {
        var manifest = new ToolManifest(places);
        if (await manifest.RestoreAsync(cancellationToken) is { } reason)
        {
            return PowerShellSearch.NotFound($"the version pinned in the tool manifest is not available ({reason})");
        }

        var start = manifest.Start("run", "pwsh", "--");
        var answer = await PowerShellAnswer.AskAsync(start, null, places.AnswerLimit, cancellationToken);

        // Started by its own assembly, the tool needs neither the clone's folder nor the user's home.
        return answer.Judge(ToolManifest.Dotnet, [Path.Combine(answer.Home ?? string.Empty, "pwsh.dll")], "the pinned PowerShell");
    }

    private async Task<PowerShellSearch> AskAsync(string path, CancellationToken cancellationToken)
    {
        var assembly = Path.GetExtension(path).Equals(".dll", StringComparison.OrdinalIgnoreCase);
        var command = assembly ? ToolManifest.Dotnet : path;
        string[] leading = assembly ? [path] : [];
        using var home = ScratchHome.Create();
        var start = new ProcessStartInfo(command, leading);
        var answer = await PowerShellAnswer.AskAsync(start, home, places.AnswerLimit, cancellationToken);
        return answer.Judge(command, leading, path);
    }

    private string? OnPath(string name)
    {
        string[] endings = OperatingSystem.IsWindows() ? [".exe", string.Empty] : [string.Empty];
        return places.SearchPath.SelectMany(folder => endings.Select(ending => Path.Combine(folder, name + ending)))
            .FirstOrDefault(File.Exists);
    }
}
