using System.Text;
using Auth0Ps.Sandbox.Cli.PowerShell;

namespace Auth0Ps.Sandbox.Cli.Picture;

/// <summary>Runs <c>Picture.ps1</c> and draws its output.</summary>
internal static class PictureRun
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    /// <returns>0 when the picture was written.</returns>
    public static async Task<int> RunAsync(string file, TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        var search = await PowerShellLocator.FindAsync(cancellationToken);
        if (search.Engine is not { } engine || Repository.FindFolder() is not { } repository)
        {
            await error.WriteLineAsync(search.Reason ?? "A picture is made in the clone of the repository.");
            return 1;
        }

        if (await StagedModule.BuildAsync(repository, cancellationToken) is { } problem)
        {
            await error.WriteLineAsync(problem);
            return 1;
        }

        using var home = ScratchHome.Create();
        var start = engine.StartInfo("-NoLogo", "-File", Path.Combine(AppContext.BaseDirectory, "Picture", "Picture.ps1"), "-Module", StagedModule.In(repository));
        home.Apply(start);
        // Colours are what this is about.
        start.Environment.Remove("NO_COLOR");
        start.StandardOutputEncoding = Encoding.UTF8;
        var run = await ChildProcess.RunAsync(start, Limit, cancellationToken);
        if (run.ExitCode != 0 || run.Error.Length > 0 || run.TimedOut)
        {
            await error.WriteLineAsync($"PowerShell could not be shown at work: {run.Error}{run.Output}");
            return 1;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(file))!);
        await System.IO.File.WriteAllTextAsync(file, TerminalPicture.Draw($"PowerShell {engine.Version}", run.Output), cancellationToken);
        await output.WriteLineAsync($"{file}: PowerShell {engine.Version}, {AnsiText.Lines(run.Output).Count} lines");
        return 0;
    }
}
