using System.Diagnostics;
using Auth0Ps.Sandbox.Cli.PowerShell;

namespace Auth0Ps.Sandbox.Cli.Demo;

/// <summary>The demo through the built module's own cmdlets.</summary>
internal sealed class PowerShellDemo(PowerShellEngine engine, string repository, TextWriter output)
{
    private static readonly TimeSpan BuildLimit = TimeSpan.FromMinutes(5);

    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"engine: PowerShell {engine.Version}");
        if (await BuildModuleAsync(cancellationToken) is { } problem)
        {
            await output.WriteLineAsync(problem);
            await output.WriteLineAsync("demo: 0 steps passed, 1 failed");
            return 1;
        }

        using var home = ScratchHome.Create();
        var start = engine.StartInfo(
            "-NoLogo", "-NoProfile", "-NonInteractive",
            "-File", Path.Combine(AppContext.BaseDirectory, "Demo", "Demo.ps1"),
            "-Module", Path.Combine(repository, "out", "Auth0Ps"));
        home.Apply(start);
        start.RedirectStandardOutput = false;
        start.RedirectStandardError = false;
        await output.FlushAsync(cancellationToken);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }

    /// <summary>serve needs no module, so only the demo builds it; quick when nothing changed.</summary>
    private async Task<string?> BuildModuleAsync(CancellationToken cancellationToken)
    {
        var start = new ProcessStartInfo(ToolManifest.Dotnet) { WorkingDirectory = repository };
        foreach (var argument in (string[])["build", Path.Combine("src", "Auth0Ps", "Auth0Ps.csproj"), "-nologo", "-v", "quiet", "-c", Configuration])
            start.ArgumentList.Add(argument);
        var result = await ChildProcess.RunAsync(start, BuildLimit, cancellationToken);
        return result.ExitCode == 0 ? null : $"The module could not be built:{Environment.NewLine}{result.Output}{result.Error}".TrimEnd();
    }

    // The same as this program's, so that nothing is built twice.
#if DEBUG
    private const string Configuration = "Debug";
#else
    private const string Configuration = "Release";
#endif
}
