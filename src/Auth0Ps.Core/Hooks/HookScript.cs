using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.RegularExpressions;
using Auth0Ps.Connections;
using Auth0Ps.Errors;
using Auth0Ps.State;

namespace Auth0Ps.Hooks;

/// <summary>Runs a hook's script: in a process of its own, with the event on its standard input, and for a limited time.</summary>
/// <param name="state">Knows PowerShell, and which variables hold secrets of connections.</param>
internal sealed partial class HookScript(Auth0State state)
{
    private const UnixFileMode OthersWrite = UnixFileMode.GroupWrite | UnixFileMode.OtherWrite;
    private const int LastLines = 10;
    private const int LongestOutput = 4096;

    /// <summary>After its end: what it started in the background may keep its output open for ever.</summary>
    private static readonly TimeSpan LastWords = TimeSpan.FromSeconds(1);

    /// <summary>Refuses a script that is missing, or that others could put their own words into.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/> or <see cref="ErrorReason.HookScriptUnsafe"/>.</exception>
    public static void RequireSafe(string path)
    {
        if (!Path.IsPathFullyQualified(path))
            throw new Auth0Exception(ErrorReason.InvalidArgument, $"'{path}' is no full path.", "Give the script's full path: runs begin in other folders.") { Target = path };
        if (!File.Exists(path))
            throw new Auth0Exception(ErrorReason.InvalidArgument, $"There is no script '{path}'.", "Give the path of a script file on this machine.") { Target = path };
        if (OperatingSystem.IsWindows())
            return;

        // What counts is where links lead; the folder too, in which the file could be replaced.
        var file = new FileInfo(path).ResolveLinkTarget(returnFinalTarget: true)?.FullName ?? path;
        var folders = new[] { Path.GetDirectoryName(path)!, Path.GetDirectoryName(file)! }.Distinct(StringComparer.Ordinal);
        Require(file, File.GetUnixFileMode(file), "may be written to by others, who could have anything run with your rights", $"chmod go-w '{file}'");
        foreach (var folder in folders)
        {
            // In a folder with the sticky bit, such as /tmp, others cannot replace what is not theirs.
            var mode = File.GetUnixFileMode(folder);
            Require(folder, mode.HasFlag(UnixFileMode.StickyBit) ? mode & ~OthersWrite : mode, $"holds the script '{Path.GetFileName(path)}' and may be written to by others, who could put another one in its place", $"chmod go-w '{folder}'");
        }

        if (!IsPowerShell(path) && (File.GetUnixFileMode(file) & (UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute)) == UnixFileMode.None)
            throw new Auth0Exception(ErrorReason.InvalidArgument, $"'{path}' may not be run: it has no execute permission.", $"chmod u+x '{file}', and begin the script with a line such as #!/bin/sh. Scripts of PowerShell end in .ps1.") { Target = path };

        void Require(string place, UnixFileMode mode, string what, string action)
        {
            if ((mode & OthersWrite) != UnixFileMode.None)
                throw new Auth0Exception(ErrorReason.HookScriptUnsafe, $"'{place}' {what}; it is not run.", $"Take that right away: {action}") { Target = path };
            if (UnixFiles.OwnerOf(place) is { } owner && owner != 0 && owner != UnixFiles.User)
                throw new Auth0Exception(ErrorReason.HookScriptUnsafe, $"'{place}' belongs to another user ({owner}; this process runs as {UnixFiles.User}), who could change it; it is not run.", "Use a script of your own, or of root.") { Target = path };
        }
    }

    /// <summary>Runs it.</summary>
    /// <param name="payload">What it reads.</param>
    /// <exception cref="OperationCanceledException">Stopped; the script was ended.</exception>
    public async Task<HookAttempt> RunAsync(Auth0RotationHook hook, byte[] payload, CancellationToken stop)
    {
        Process process;
        try
        {
            RequireSafe(hook.ScriptPath!);
            process = Process.Start(StartOf(hook.ScriptPath!))!;
        }
        catch (Auth0Exception exception)
        {
            return new HookAttempt(Succeeded: false, exception.Message) { Recommendation = exception.RecommendedAction };
        }
        catch (Win32Exception exception)
        {
            return new HookAttempt(Succeeded: false, $"The script cannot be started: {exception.Message}") { Recommendation = "A script that is no .ps1 begins with a line such as #!/bin/sh, and the program named there exists." };
        }

        using (process)
        {
            var tail = new OutputTail();
            Task[] reading = [tail.ReadAsync(process.StandardOutput.BaseStream), tail.ReadAsync(process.StandardError.BaseStream)];
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
            limit.CancelAfter(TimeSpan.FromSeconds(hook.TimeoutSeconds));
            try
            {
                await FeedAsync(process, payload, limit.Token);
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
                stop.ThrowIfCancellationRequested();
                return new HookAttempt(Succeeded: false, $"The script did not end within {hook.TimeoutSeconds} seconds and was ended.") { Output = tail.Lines, IsOutOfTime = true, Recommendation = "Let the script start what takes long and not wait for it, or give it more: -TimeoutSeconds." };
            }

            await Task.WhenAny(Task.WhenAll(reading), Task.Delay(LastWords, CancellationToken.None));
            return process.ExitCode == 0
                ? new HookAttempt(Succeeded: true, "The script ended with exit code 0.") { Output = tail.Lines }
                : new HookAttempt(Succeeded: false, $"The script ended with exit code {process.ExitCode}{(tail.Lines is [.., var last] ? $": {last}" : ".")}") { Output = tail.Lines, Recommendation = "Run the script by hand with the event on its standard input, or see LastOutput of Get-Auth0RotationHook." };
        }
    }

    private static bool IsPowerShell(string path) => string.Equals(Path.GetExtension(path), ".ps1", StringComparison.OrdinalIgnoreCase);

    private ProcessStartInfo StartOf(string path)
    {
        IReadOnlyList<string> program = IsPowerShell(path)
            ? [.. state.PowerShell?.Invoke() ?? throw new Auth0Exception(ErrorReason.HookFailed, "There is no PowerShell to run the script with.", "Run the command in pwsh."), "-NoLogo", "-NoProfile", "-NonInteractive", "-File", path]
            : [path];
        var start = new ProcessStartInfo(program[0]) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false, WorkingDirectory = Path.GetDirectoryName(path)! };
        foreach (var argument in program.Skip(1))
            start.ArgumentList.Add(argument);
        foreach (var variable in SecretVariables(start.Environment))
            start.Environment.Remove(variable);
        return start;
    }

    /// <summary>The variables that secrets of this module's connections and state come from; everything else a script may need.</summary>
    private List<string> SecretVariables(IDictionary<string, string?> environment)
    {
        var named = state.Connections.All.Select(connection => connection.SecretReference.Variable).OfType<string>().Append(EnvironmentSecret.ClientSecret).ToHashSet(StringComparer.OrdinalIgnoreCase);
        var values = named.Select(Environment.GetEnvironmentVariable).Where(static value => value is { Length: > 0 }).ToHashSet(StringComparer.Ordinal);
        return [.. environment
            .Where(pair => named.Contains(pair.Key) || values.Contains(pair.Value) || (string.Equals(pair.Key, "AUTH0PS_STATE", StringComparison.OrdinalIgnoreCase) && pair.Value?.Contains('@', StringComparison.Ordinal) == true))
            .Select(pair => pair.Key)];
    }

    private static async Task FeedAsync(Process process, byte[] payload, CancellationToken limit)
    {
        try
        {
            await process.StandardInput.BaseStream.WriteAsync(payload, limit);
            await process.StandardInput.BaseStream.WriteAsync("\n"u8.ToArray(), limit);
            process.StandardInput.Close();
        }
        catch (IOException)
        {
            // It ended without reading: its exit code says whether that is well.
        }
    }

    /// <summary>The end of what a script writes, however much that is.</summary>
    private sealed partial class OutputTail
    {
        private readonly StringBuilder _text = new();

        /// <summary>The last lines, fit to be shown. What is as long and as random as a secret is left out, because it will be kept.</summary>
        public IReadOnlyList<string> Lines
        {
            get
            {
                string text;
                lock (_text)
                    text = _text.ToString();
                return [.. PrivateKey().Replace(text, "(hidden)")
                    .Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
                    .Select(static line => DisplayText.Line(LongToken().Replace(Colours().Replace(line, ""), "(hidden)")))
                    .TakeLast(LastLines)];
            }
        }

        public async Task ReadAsync(Stream stream)
        {
            try
            {
                using var reader = new StreamReader(stream, Encoding.UTF8);
                var buffer = new char[4096];
                int read;
                while ((read = await reader.ReadAsync(buffer)) > 0)
                {
                    lock (_text)
                    {
                        _text.Append(buffer, 0, read);
                        if (_text.Length > LongestOutput * 2)
                            _text.Remove(0, _text.Length - LongestOutput);
                    }
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
            {
                // Its process is gone.
            }
        }

        [GeneratedRegex("-----BEGIN[^-]*-----[\\s\\S]*?(?:-----END[^-]*-----|$)", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
        private static partial Regex PrivateKey();

        [GeneratedRegex("[A-Za-z0-9_+/=.-]{32,}", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
        private static partial Regex LongToken();

        [GeneratedRegex("\u001b\\[[0-9;]*m", RegexOptions.None, matchTimeoutMilliseconds: 1000)]
        private static partial Regex Colours();
    }
}
