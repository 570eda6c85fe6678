using Auth0Ps.Sandbox.Cli.PowerShell;

namespace Auth0Ps.Sandbox.Cli.Demo;

/// <summary>The main job from end to end on a sandbox: through the module's cmdlets where a PowerShell is found, else through the same core.</summary>
internal static class DemoRun
{
    /// <summary>Runs the demo.</summary>
    /// <returns>0 when every step passed.</returns>
    public static async Task<int> RunAsync(TextWriter output, CancellationToken cancellationToken)
    {
        var search = await PowerShellLocator.FindAsync(cancellationToken);
        if (search.Engine is { } engine && Repository.FindFolder() is { } repository)
            return await new PowerShellDemo(engine, repository, output).RunAsync(cancellationToken);

        await output.WriteLineAsync("engine: core library (no PowerShell found)");
        if (search.Reason is { } reason)
            await output.WriteLineAsync($"        {reason}");

        // The locks of rotations lie in the home folder; a demo leaves nothing there.
        using var home = ScratchHome.Create();
        home.ApplyHere();
        return await new CoreDemo(new DemoReport(output)).RunAsync(cancellationToken);
    }
}
