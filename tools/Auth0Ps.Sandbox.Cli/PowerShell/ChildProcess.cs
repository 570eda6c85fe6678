using System.ComponentModel;
using System.Diagnostics;

namespace Auth0Ps.Sandbox.Cli.PowerShell;

/// <summary>What a child process left behind. A process that could not be started has no exit code.</summary>
internal sealed record ChildProcessResult(int? ExitCode, string Output, string Error, bool TimedOut);

/// <summary>Runs a program to its end, quietly: nothing to read, everything it says captured, and not for ever.</summary>
internal static class ChildProcess
{
    // Output still in the pipe after the end; longer only when an orphan holds the pipe open.
    private static readonly TimeSpan DrainLimit = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Starts the program with a closed standard input and waits for its end. When the limit has passed, the process
    /// and its children are killed. Never throws for what the program does.
    /// </summary>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> fired; the process was killed.</exception>
    internal static async Task<ChildProcessResult> RunAsync(ProcessStartInfo start, TimeSpan limit, CancellationToken cancellationToken)
    {
        start.UseShellExecute = false;
        start.CreateNoWindow = true;
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        using var process = new Process { StartInfo = start };
        try
        {
            process.Start();
        }
        catch (Exception exception) when (exception is Win32Exception or FileNotFoundException or InvalidOperationException)
        {
            return new ChildProcessResult(null, string.Empty, exception.Message, TimedOut: false);
        }

        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync(CancellationToken.None);
        var error = process.StandardError.ReadToEndAsync(CancellationToken.None);
        var ended = await EndsAsync(process, limit, cancellationToken);
        return new ChildProcessResult(process.ExitCode, await DrainAsync(output), await DrainAsync(error), TimedOut: !ended);
    }

    private static async Task<bool> EndsAsync(Process process, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var bounded = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bounded.CancelAfter(limit);
        try
        {
            await process.WaitForExitAsync(bounded.Token);
            return true;
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            await process.WaitForExitAsync(CancellationToken.None);
            cancellationToken.ThrowIfCancellationRequested();
            return false;
        }
    }

    private static async Task<string> DrainAsync(Task<string> reading)
    {
        try
        {
            return await reading.WaitAsync(DrainLimit);
        }
        catch (TimeoutException)
        {
            return string.Empty;
        }
    }
}
