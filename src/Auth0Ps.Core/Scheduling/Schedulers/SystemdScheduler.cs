using System.Globalization;
using Auth0Ps.Scheduling.Entries;
using Auth0Ps.Scheduling.Preflight;
using Auth0Ps.Scheduling.Running;

namespace Auth0Ps.Scheduling.Schedulers;

/// <summary>Timers of the user's systemd manager.</summary>
internal sealed class SystemdScheduler : IScheduler
{
    private const string Program = "systemctl";

    public RotationScheduler Kind => RotationScheduler.SystemdTimer;

    public IEnumerable<string> Remarks => [];

    public async Task<Auth0Exception?> FindFaultAsync(CancellationToken cancellationToken)
    {
        if (ExternalTool.Find(Program) is null)
            return SchedulerFaults.Missing(Kind, "This machine has no systemd (no systemctl on the path).", "Use -Scheduler Cron.");

        var asked = await CallAsync(cancellationToken, "show-environment");
        return asked.ExitCode == 0
            ? null
            : SchedulerFaults.Missing(
                Kind,
                $"The systemd manager of this user cannot be reached: {asked.Complaint}",
                "Sign in as the user directly (over SSH or at the machine), not through su or sudo, and try again; or use -Scheduler Cron.");
    }

    public async Task<Dictionary<string, string>> EnvironmentAsync(CancellationToken cancellationToken) =>
        SystemdText.Environment((await CallAsync(cancellationToken, "show-environment")).Output);

    public async Task<IReadOnlyList<PreflightProblem>> CheckAsync(CancellationToken cancellationToken)
    {
        if (ExternalTool.Find("loginctl") is null)
            return [];

        var user = Environment.UserName;
        var asked = await ExternalTool.RunAsync("loginctl", ["show-user", user, "--property=Linger"], cancellationToken);

        // For someone who is neither signed in nor lingering it fails.
        return asked.Output.Contains("Linger=yes", StringComparison.Ordinal)
            ? []
            : [new PreflightProblem($"Lingering is off for {user}, so timers stop when {user} signs out.", $"loginctl enable-linger {user}")];
    }

    public IReadOnlyList<string> FilesOf(string name) => [UnitPath(name, "service"), UnitPath(name, "timer")];

    public Task<bool> HasAsync(string name, CancellationToken cancellationToken) => Task.FromResult(FilesOf(name).Any(File.Exists));

    public async Task AddAsync(ScheduleDefinition schedule, CancellationToken cancellationToken)
    {
        EntryFile.Write(UnitPath(schedule.Name, "service"), SystemdUnit.Service(schedule));
        EntryFile.Write(UnitPath(schedule.Name, "timer"), SystemdUnit.Timer(schedule));
        await RequireAsync(cancellationToken, "daemon-reload");
        await RequireAsync(cancellationToken, "enable", "--now", TimerOf(schedule.Name));
    }

    public async Task<SchedulerStatus> StatusAsync(string name, CancellationToken cancellationToken)
    {
        var timer = SystemdText.Properties((await CallAsync(cancellationToken, "show", TimerOf(name), "--property=ActiveState")).Output);
        var service = SystemdText.Properties((await CallAsync(
            cancellationToken, "show", ServiceOf(name), "--property=ExecMainStartTimestamp,ExecMainExitTimestamp,ExecMainCode,ExecMainStatus")).Output);
        var ended = SystemdText.Time(service.GetValueOrDefault("ExecMainExitTimestamp")) is not null;
        return new SchedulerStatus(
            timer.GetValueOrDefault("ActiveState") == "active",
            SystemdText.Time(service.GetValueOrDefault("ExecMainStartTimestamp")),
            ended && int.TryParse(service.GetValueOrDefault("ExecMainStatus"), CultureInfo.InvariantCulture, out var code)
                ? SystemdText.ExitCode(service.GetValueOrDefault("ExecMainCode"), code)
                : null);
    }

    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        if (!await HasAsync(name, cancellationToken))
            return;

        // Stops only the timer: a run that is under way continues to its end.
        await RequireAsync(cancellationToken, "disable", "--now", TimerOf(name));
        foreach (var file in FilesOf(name))
            EntryFile.Remove(file);

        // When the timer last elapsed; systemd keeps it beyond the unit.
        EntryFile.Remove(Path.Combine(UserFolder("XDG_DATA_HOME", ".local/share"), "systemd", "timers", $"stamp-{TimerOf(name)}"));
        await RequireAsync(cancellationToken, "daemon-reload");

        // Fails when there was nothing to forget.
        await CallAsync(cancellationToken, "reset-failed", ServiceOf(name));
    }

    private static string TimerOf(string name) => $"{ScheduleDefinition.IdOf(name)}.timer";

    private static string ServiceOf(string name) => $"{ScheduleDefinition.IdOf(name)}.service";

    private static string UnitPath(string name, string kind) =>
        Path.Combine(UserFolder("XDG_CONFIG_HOME", ".config"), "systemd", "user", $"{ScheduleDefinition.IdOf(name)}.{kind}");

    private static string UserFolder(string variable, string usual) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } chosen
            ? chosen
            : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), usual);

    private static Task<ToolResult> CallAsync(CancellationToken cancellationToken, params string[] arguments) =>
        ExternalTool.RunAsync(Program, ["--user", .. arguments], cancellationToken);

    private static async Task RequireAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var result = await CallAsync(cancellationToken, arguments);
        if (result.ExitCode != 0)
            throw SchedulerFaults.Failed($"systemctl --user {string.Join(' ', arguments)}", result, "Look at the user manager: systemctl --user status");
    }
}
