namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>Where the sandbox's command line was built.</summary>
internal static class BuiltProgram
{
    public static string Path { get; } = Find();

    private static string Find()
    {
        // tests/<project>/bin/<configuration>/<framework>/ beside tools/Auth0Ps.Sandbox.Cli/bin/<configuration>/<framework>/, of which the frameworks differ.
        var tests = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd(System.IO.Path.DirectorySeparatorChar));
        var configuration = tests.Parent!.Name;
        var root = tests;
        while (root is not null && !File.Exists(System.IO.Path.Combine(root.FullName, "Auth0Ps.sln")))
            root = root.Parent;
        var built = System.IO.Path.Combine(root!.FullName, "tools", "Auth0Ps.Sandbox.Cli", "bin", configuration);
        return Directory.GetFiles(built, "Auth0Ps.Sandbox.Cli.dll", SearchOption.AllDirectories).OrderByDescending(File.GetLastWriteTimeUtc).First();
    }
}
