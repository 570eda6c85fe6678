using System.Globalization;
using System.Text;
using Auth0Ps.Scheduling.Entries;
using Auth0Ps.Scheduling.Preflight;
using Auth0Ps.Scheduling.Running;

namespace Auth0Ps.Scheduling.Schedulers;

/// <summary>Tasks of the Windows Task Scheduler, in its root folder, because schtasks cannot remove a folder.</summary>
internal sealed class WindowsTaskScheduler : IScheduler
{
    private const string Program = "schtasks";

    /// <summary>Results that are no exit codes: ready, running, never ran (winerror.h, <c>SCHED_S_TASK_*</c>).</summary>
    private static readonly long[] NoResult = [0x41300, 0x41301, 0x41303];

    /// <summary>True where a task may run while its user is signed out.</summary>
    private static bool SignedOutToo => OperatingSystem.IsWindows() && Environment.IsPrivilegedProcess;

    public RotationScheduler Kind => RotationScheduler.TaskScheduler;

    public IEnumerable<string> Remarks => SignedOutToo
        ? []
        : ["The task runs while its user is signed in. For runs at any time, register it in a PowerShell that was started as administrator."];

    public Task<Auth0Exception?> FindFaultAsync(CancellationToken cancellationToken) => Task.FromResult(
        ExternalTool.Find(Program) is null
            ? SchedulerFaults.Missing(Kind, "This machine has no Windows Task Scheduler (no schtasks on the path).", "Use another -Scheduler.")
            : null);

    /// <summary>A task gets the variables of the machine and the user, not those that this process was given besides.</summary>
    public Task<Dictionary<string, string>> EnvironmentAsync(CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        string[] ofTheSession = OperatingSystem.IsWindows()
            ? ["SystemRoot", "SystemDrive", "ComSpec", "USERNAME", "USERDOMAIN", "USERPROFILE", "HOMEDRIVE", "HOMEPATH", "APPDATA", "LOCALAPPDATA", "ProgramData", "ProgramFiles", "ProgramFiles(x86)", "ProgramW6432", "PUBLIC", "ALLUSERSPROFILE", "COMPUTERNAME"]
            : ["HOME", "PATH"];
        foreach (var name in ofTheSession)
            Set(name, Environment.GetEnvironmentVariable(name));
        foreach (var target in OperatingSystem.IsWindows() ? new[] { EnvironmentVariableTarget.Machine, EnvironmentVariableTarget.User } : [])
        {
            foreach (System.Collections.DictionaryEntry variable in Environment.GetEnvironmentVariables(target))
            {
                var (name, value) = ((string)variable.Key, Environment.ExpandEnvironmentVariables((string?)variable.Value ?? ""));

                // The user's path comes after the machine's; of all others only the user's counts.
                Set(name, name.Equals("Path", StringComparison.OrdinalIgnoreCase) && variables.TryGetValue(name, out var first) ? $"{first};{value}" : value);
            }
        }

        return Task.FromResult(variables);

        void Set(string name, string? value)
        {
            if (value is { Length: > 0 })
                variables[name] = value;
        }
    }

    public Task<IReadOnlyList<PreflightProblem>> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PreflightProblem>>([]);

    public IReadOnlyList<string> FilesOf(string name) => [];

    public async Task<bool> HasAsync(string name, CancellationToken cancellationToken) =>
        (await CallAsync(cancellationToken, "/Query", "/TN", PathOf(name))).ExitCode == 0;

    public async Task AddAsync(ScheduleDefinition schedule, CancellationToken cancellationToken)
    {
        var user = OperatingSystem.IsWindows() ? $"{Environment.UserDomainName}\\{Environment.UserName}" : Environment.UserName;
        var text = TaskXml.Write(schedule, user, SignedOutToo, DateOnly.FromDateTime(DateTime.Now));
        var folder = Directory.CreateTempSubdirectory("auth0ps-task-").FullName;
        try
        {
            // It takes a definition only from a file, in the encoding that Windows itself exports it in.
            var file = Path.Combine(folder, "task.xml");
            EntryFile.Write(file, text, Encoding.Unicode);
            await RequireAsync(cancellationToken, "/Create", "/TN", PathOf(schedule.Name), "/XML", file, "/F");
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    public async Task<SchedulerStatus> StatusAsync(string name, CancellationToken cancellationToken)
    {
        var definition = await CallAsync(cancellationToken, "/Query", "/TN", PathOf(name), "/XML");
        if (definition.ExitCode != 0)
            return new SchedulerStatus(Enabled: false);

        var (at, code) = LastResult((await CallAsync(cancellationToken, "/Query", "/TN", PathOf(name), "/V", "/FO", "CSV", "/NH")).Output);
        return new SchedulerStatus(TaskXml.IsEnabled(Definition(definition.Output)), at, code);
    }

    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        if (await HasAsync(name, cancellationToken))
            await RequireAsync(cancellationToken, "/Delete", "/TN", PathOf(name), "/F");
    }

    /// <summary>Last run time and result, the sixth and seventh field of every language's list; times are local and in the user's format.</summary>
    internal static (DateTimeOffset? At, int? Code) LastResult(string csv)
    {
        var line = csv.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault() ?? "";
        var fields = line.Trim('"').Split("\",\"");
        if (fields.Length < 7 || !long.TryParse(fields[6], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var result) || NoResult.Contains(result))
            return (null, null);
        return (DateTimeOffset.TryParse(fields[5], CultureInfo.CurrentCulture, DateTimeStyles.AssumeLocal, out var at) ? at.ToUniversalTime() : null, unchecked((int)result));
    }

    /// <summary>From its first sign on: what comes before is a mark of the encoding.</summary>
    private static string Definition(string output) => output.IndexOf('<', StringComparison.Ordinal) is > 0 and var start ? output[start..] : output;

    private static string PathOf(string name) => $"\\{ScheduleDefinition.IdOf(name)}";

    private static Task<ToolResult> CallAsync(CancellationToken cancellationToken, params string[] arguments) =>
        ExternalTool.RunAsync(Program, arguments, cancellationToken);

    private static async Task RequireAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var result = await CallAsync(cancellationToken, arguments);
        if (result.ExitCode != 0)
            throw SchedulerFaults.Failed($"schtasks {arguments[0]}", result, "See what the Task Scheduler has: schtasks /Query");
    }
}
