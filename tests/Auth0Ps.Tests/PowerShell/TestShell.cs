using System.Diagnostics;
using System.Reflection;
using System.Runtime.InteropServices;
using Auth0Ps.Sandbox.Cli.PowerShell;
using Auth0Ps.Tests.Support;

namespace Auth0Ps.Tests.PowerShell;

/// <summary>
/// The PowerShell that the tests run in. The pinned .NET tool comes without machine code, and each of the suite's many shells would spend about half
/// of its start on compiling the same assemblies. So they are compiled once a clone, into a copy of the tool.
/// </summary>
internal static class TestShell
{
    private static readonly string[] Compiled =
    [
        "System.Management.Automation.dll", "Microsoft.PowerShell.ConsoleHost.dll", "Microsoft.PowerShell.Commands.Management.dll",
        "Microsoft.PowerShell.Commands.Utility.dll", "Microsoft.PowerShell.Security.dll",
    ];

    /// <summary>The .NET SDK's compiler to machine code, which the restore brings; null where there is none for this system.</summary>
    private static string? Compiler
    {
        get
        {
            var folder = typeof(TestShell).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(pair => pair.Key is "ReadyToRunCompiler").Value!;
            return new[] { "crossgen2", "crossgen2.exe" }.Select(name => Path.Combine(folder, "tools", name)).FirstOrDefault(File.Exists);
        }
    }

    /// <summary>True where there is a compiler for this system.</summary>
    internal static bool CanCompile => Compiler is not null;

    private static readonly Lazy<Task<PowerShellSearch>> Remembered = new(SearchAsync);

    internal static Task<PowerShellSearch> FindAsync() => Remembered.Value;

    private static async Task<PowerShellSearch> SearchAsync()
    {
        var search = await PowerShellLocator.FindAsync(CancellationToken.None);
        return search is { Engine.LeadingArguments: [var assembly] } && Compiler is { } compiler
            ? PowerShellSearch.FoundAs(search.Engine with { LeadingArguments = [await CompileAsync(assembly, search.Engine.Version, compiler)] })
            : search;
    }

    // What cannot be compiled stays as it is: slower, and only TestShellTests fail for it.
    private static async Task<string> CompileAsync(string assembly, Version version, string compiler)
    {
        var source = Path.GetDirectoryName(assembly)!;
        var folder = Path.Combine(Clone.Folder, "out", "powershell", $"{version}-{Environment.Version}-{RuntimeInformation.RuntimeIdentifier}");
        var compiled = Path.Combine(folder, Path.GetFileName(assembly));
        if (File.Exists(compiled))
            return compiled;

        var unfinished = Directory.CreateDirectory($"{folder}-{Guid.NewGuid():N}").FullName;
        foreach (var file in Directory.EnumerateFiles(source, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(unfinished, Path.GetRelativePath(source, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }

        await Parallel.ForEachAsync(Compiled, async (name, cancellationToken) =>
        {
            var target = Path.Combine(unfinished, name);
            string[] references = ["-r", Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "*.dll"), "-r", Path.Combine(source, "*.dll")];
            var start = new ProcessStartInfo(compiler, [Path.Combine(source, name), "-o", target + ".new", "-O", .. references]);
            var run = await ChildProcess.RunAsync(start, TimeSpan.FromMinutes(5), cancellationToken);
            if (run.ExitCode is 0 && File.Exists(target + ".new"))
                File.Move(target + ".new", target, overwrite: true);
        });

        try
        {
            Directory.Move(unfinished, folder);
        }
        catch (IOException) when (File.Exists(compiled))
        {
            Directory.Delete(unfinished, recursive: true);
        }

        return compiled;
    }
}
