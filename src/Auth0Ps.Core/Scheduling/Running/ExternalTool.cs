using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using Auth0Ps.State;

namespace Auth0Ps.Scheduling.Running;

/// <summary>How a program ended and what it said.</summary>
internal sealed record ToolResult(int ExitCode, byte[] Bytes, string Error)
{
    public string Output => Encoding.UTF8.GetString(Bytes);

    /// <summary>The first line of what it complained about, for a message.</summary>
    public string Complaint =>
        $"{Error}\n{Output}".Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? $"exit code {ExitCode}";
}

/// <summary>Programs of the operating system that schedules are kept with.</summary>
internal static class ExternalTool
{
    /// <summary>The full path of a program; null when none of that name is on the path.</summary>
    public static string? Find(string name) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Where(Path.IsPathFullyQualified)
            .SelectMany(folder => OperatingSystem.IsWindows() ? [Path.Combine(folder, name + ".exe"), Path.Combine(folder, name + ".cmd")] : new[] { Path.Combine(folder, name) })
            .FirstOrDefault(IsProgram);

    /// <summary>Runs a program to its end; its times are told in UTC and its words in English.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.SchedulerMissing"/> or <see cref="ErrorReason.Timeout"/>.</exception>
    public static Task<ToolResult> RunAsync(string name, IEnumerable<string> arguments, CancellationToken cancellationToken, byte[]? input = null)
    {
        var start = new ProcessStartInfo(Find(name) ?? throw Missing(name));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument);
        start.Environment["LC_ALL"] = "C";
        start.Environment["TZ"] = "UTC";
        return RunAsync(start, TimeLimits.Default.SchedulerProgram, cancellationToken, input);
    }

    /// <summary>Runs a program to its end.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.SchedulerFailed"/> or <see cref="ErrorReason.Timeout"/>.</exception>
    public static async Task<ToolResult> RunAsync(ProcessStartInfo start, TimeSpan patience, CancellationToken cancellationToken, byte[]? input = null)
    {
        start.RedirectStandardInput = start.RedirectStandardOutput = start.RedirectStandardError = true;
        using var process = Begin(start);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(patience);
        try
        {
            using var said = new MemoryStream();
            var reading = process.StandardOutput.BaseStream.CopyToAsync(said, limit.Token);
            var complaining = process.StandardError.ReadToEndAsync(limit.Token);
            await FeedAsync(process, input, limit.Token);
            await Task.WhenAll(reading, complaining, process.WaitForExitAsync(limit.Token));
            return new ToolResult(process.ExitCode, said.ToArray(), await complaining);
        }
        catch (OperationCanceledException exception)
        {
            process.Kill(entireProcessTree: true);
            cancellationToken.ThrowIfCancellationRequested();
            throw new Auth0Exception(
                ErrorReason.Timeout,
                $"'{start.FileName}' did not end within {patience.TotalSeconds:0} seconds.",
                "Run it by hand to see what it waits for.",
                exception)
            { Target = start.FileName };
        }
    }

    public static Auth0Exception Missing(string name) => new(
        ErrorReason.SchedulerMissing,
        $"The program '{name}' is not on this machine's path.",
        "Choose another scheduler: -Scheduler SystemdTimer, Cron, TaskScheduler or Launchd.")
    { Target = name };

    private static Process Begin(ProcessStartInfo start)
    {
        try
        {
            return Process.Start(start)!;
        }
        catch (Win32Exception exception)
        {
            throw new Auth0Exception(ErrorReason.SchedulerFailed, $"'{start.FileName}' cannot be started: {exception.Message}", "Check that it is a program and may be run.", exception) { Target = start.FileName };
        }
    }

    private static async Task FeedAsync(Process process, byte[]? input, CancellationToken cancellationToken)
    {
        try
        {
            if (input is not null)
                await process.StandardInput.BaseStream.WriteAsync(input, cancellationToken);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading all; its exit code says why.
        }
    }

    private static bool IsProgram(string path) =>
        File.Exists(path) && (OperatingSystem.IsWindows() || (File.GetUnixFileMode(path) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) != UnixFileMode.None);
}
