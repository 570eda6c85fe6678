using System.Diagnostics;

namespace Auth0Ps.Benchmarks.PowerShell;

/// <summary>A pwsh and the built module: <c>AUTH0PS_PWSH</c>, else pwsh of the path; <c>AUTH0PS_MODULE</c>, else out/Auth0Ps above this program.</summary>
internal sealed class Shell
{
    private static readonly TimeSpan Patience = TimeSpan.FromHours(1);

    private readonly string _program;

    private Shell(string program, string module)
    {
        _program = program;
        Module = module;
    }

    /// <summary>The module's manifest.</summary>
    public string Module { get; }

    /// <summary>Finds both; the reason when one is missing.</summary>
    public static (Shell? Shell, string Reason) Find()
    {
        if (FindProgram() is not { } program)
            return (null, "there is no pwsh; put it on the path, or name it in AUTH0PS_PWSH");
        return FindModule() is { } module
            ? (new Shell(program, module), "")
            : (null, "the module is not built; build Auth0Ps.sln, or name its manifest in AUTH0PS_MODULE");
    }

    /// <summary>Runs a script without profile and returns what it wrote.</summary>
    /// <param name="script">The script.</param>
    /// <param name="home">The home folder that it has, so that no vault of the user is touched; null for the user's.</param>
    /// <param name="input">Lines for its standard input; secrets go this way, for arguments and environment can be seen by others.</param>
    /// <exception cref="InvalidOperationException">It failed, or wrote to its error stream.</exception>
    public async Task<string> RunAsync(string script, string? home = null, params string[] input)
    {
        var start = new ProcessStartInfo(_program, ["-NoLogo", "-NoProfile", "-NonInteractive", "-Command", script])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["BENCHMARK_MODULE"] = Module;
        if (home is not null)
        {
            // Modules that the user installed are still found.
            start.Environment.TryAdd("XDG_DATA_HOME", Path.Combine(Environment.GetEnvironmentVariable("HOME") ?? "", ".local", "share"));
            start.Environment["HOME"] = home;
            start.Environment["USERPROFILE"] = home;
            start.Environment["AUTH0PS_HOME"] = Path.Combine(home, "auth0ps");
        }

        using var process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(Patience);
        try
        {
            var (output, errors) = (process.StandardOutput.ReadToEndAsync(limit.Token), process.StandardError.ReadToEndAsync(limit.Token));
            foreach (var line in input)
                await process.StandardInput.WriteLineAsync(line);
            process.StandardInput.Close();
            await process.WaitForExitAsync(limit.Token);
            return process.ExitCode == 0 && string.IsNullOrWhiteSpace(await errors)
                ? (await output).Trim()
                : throw new InvalidOperationException($"pwsh ended with {process.ExitCode}: {(await errors).Trim()}");
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }

    private static string? FindProgram()
    {
        if (Environment.GetEnvironmentVariable("AUTH0PS_PWSH") is { Length: > 0 } named)
            return File.Exists(named) ? named : null;
        var name = OperatingSystem.IsWindows() ? "pwsh.exe" : "pwsh";
        return (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, name))
            .FirstOrDefault(File.Exists);
    }

    private static string? FindModule()
    {
        if (Environment.GetEnvironmentVariable("AUTH0PS_MODULE") is { Length: > 0 } named)
            return named;
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var manifest = Path.Combine(folder.FullName, "out", "Auth0Ps", "Auth0Ps.psd1");
            if (File.Exists(manifest))
                return manifest;
        }

        return null;
    }
}
