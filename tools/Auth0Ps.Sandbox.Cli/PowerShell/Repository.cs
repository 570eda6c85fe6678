namespace Auth0Ps.Sandbox.Cli.PowerShell;

/// <summary>The clone this program was built in.</summary>
internal static class Repository
{
    private const string Solution = "Auth0Ps.sln";

    /// <summary>The folder with the solution, found by walking up from this assembly; null when the assembly was moved elsewhere.</summary>
    internal static string? FindFolder() => FindFolder(AppContext.BaseDirectory);

    internal static string? FindFolder(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, Solution)))
                return folder.FullName;
        }

        return null;
    }
}
