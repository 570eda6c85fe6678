namespace Auth0Ps.Pipeline;

/// <summary>The PowerShell of this process, as another process can start it.</summary>
internal static class PowerShellProgram
{
    /// <summary>The program's absolute path, and what it has to be called with before PowerShell's own parameters.</summary>
    /// <param name="home">PowerShell's own folder (<c>$PSHOME</c>).</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.PreflightFailed"/>: this host cannot be started by a scheduler.</exception>
    public static IReadOnlyList<string> Find(string home)
    {
        var running = Environment.ProcessPath ?? "";
        var name = Path.GetFileNameWithoutExtension(running);
        if (name.StartsWith("pwsh", StringComparison.OrdinalIgnoreCase))
            return [Lasting(running)];

        // Installed as a tool of .NET, or built into another program.
        var library = Path.Combine(home, "pwsh.dll");
        if (name.Equals("dotnet", StringComparison.OrdinalIgnoreCase) && File.Exists(library))
            return [running, library];
        var own = Path.Combine(home, OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh");
        return File.Exists(own)
            ? [own]
            : throw new Auth0Exception(
                ErrorReason.PreflightFailed,
                $"'{running}' is not a PowerShell that a scheduler could start.",
                "Register the schedule in pwsh.")
            { Target = running };
    }

    /// <summary>The link on the path that leads to the program, which stays where it is when PowerShell is updated.</summary>
    private static string Lasting(string program)
    {
        var alias = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData), "Microsoft", "WindowsApps", Path.GetFileName(program));

        // A program of the Windows Store can be started only by its alias.
        if (OperatingSystem.IsWindows() && program.Contains(@"\WindowsApps\", StringComparison.OrdinalIgnoreCase) && File.Exists(alias))
            return alias;

        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .Select(folder => Path.Combine(folder, Path.GetFileName(program)))
            .FirstOrDefault(link => LeadsTo(link, program)) ?? program;
    }

    private static bool LeadsTo(string link, string program)
    {
        try
        {
            return File.ResolveLinkTarget(link, returnFinalTarget: true)?.FullName == program;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }
}
