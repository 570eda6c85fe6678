using System.Diagnostics;
using Auth0Ps.Sandbox.Cli.PowerShell;

namespace Auth0Ps.Sandbox.Cli.Demo;

/// <summary>The demo through the built module's own cmdlets.</summary>
internal sealed class PowerShellDemo(PowerShellEngine engine, string repository, TextWriter output)
{
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        await output.WriteLineAsync($"engine: PowerShell {engine.Version}");
        if (await StagedModule.BuildAsync(repository, cancellationToken) is { } problem)
        {
            await output.WriteLineAsync(problem);
            await output.WriteLineAsync("demo: 0 steps passed, 1 failed");
            return 1;
        }

        using var home = ScratchHome.Create();
        var start = engine.StartInfo(
            "-NoLogo",
            "-File", Path.Combine(AppContext.BaseDirectory, "Demo", "Demo.ps1"),
            "-Module", StagedModule.In(repository));
        home.Apply(start);
        start.RedirectStandardOutput = false;
        start.RedirectStandardError = false;
        await output.FlushAsync(cancellationToken);
        using var process = Process.Start(start)!;
        await process.WaitForExitAsync(cancellationToken);
        return process.ExitCode;
    }
}
