using System.Globalization;
using Auth0Ps.Scheduling.Entries;
using Auth0Ps.Scheduling.Preflight;
using Auth0Ps.Scheduling.Running;

namespace Auth0Ps.Scheduling.Schedulers;

/// <summary>Agents of launchd, which run while the user is signed in.</summary>
internal sealed class LaunchdScheduler : IScheduler
{
    private const string Program = "launchctl";

    public RotationScheduler Kind => RotationScheduler.Launchd;

    public IEnumerable<string> Remarks => ["An agent of launchd runs while its user is signed in. For runs at any time use -Scheduler Cron."];

    public async Task<Auth0Exception?> FindFaultAsync(CancellationToken cancellationToken)
    {
        if (ExternalTool.Find(Program) is null)
            return SchedulerFaults.Missing(Kind, "This machine has no launchd (no launchctl on the path).", "Use another -Scheduler.");

        var asked = await CallAsync(cancellationToken, "print", await DomainAsync(cancellationToken));
        return asked.ExitCode == 0
            ? null
            : SchedulerFaults.Missing(Kind, $"launchd has no session of this user to run agents in: {asked.Complaint}", "Sign in at the machine's screen and try again, or use -Scheduler Cron.");
    }

    public async Task<Dictionary<string, string>> EnvironmentAsync(CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = "/usr/bin:/bin:/usr/sbin:/sbin",
            ["SHELL"] = "/bin/sh",
            ["LOGNAME"] = Environment.UserName,
            ["USER"] = Environment.UserName,
        };
        if (await AccountHome.FindAsync(cancellationToken) is { } home)
            variables["HOME"] = home;
        return variables;
    }

    public Task<IReadOnlyList<PreflightProblem>> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PreflightProblem>>([]);

    public IReadOnlyList<string> FilesOf(string name) =>
    [
        Path.Combine(
            Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify),
            "Library", "LaunchAgents", $"{ScheduleDefinition.IdOf(name)}.plist"),
    ];

    public Task<bool> HasAsync(string name, CancellationToken cancellationToken) => Task.FromResult(FilesOf(name).Any(File.Exists));

    public async Task AddAsync(ScheduleDefinition schedule, CancellationToken cancellationToken)
    {
        var file = FilesOf(schedule.Name)[0];
        EntryFile.Write(file, LaunchdPlist.Write(schedule));
        var domain = await DomainAsync(cancellationToken);

        // A label that was once disabled stays so until it is enabled, and cannot be loaded before.
        await RequireAsync(cancellationToken, "enable", $"{domain}/{schedule.Id}");
        await RequireAsync(cancellationToken, "bootstrap", domain, file);
    }

    public async Task<SchedulerStatus> StatusAsync(string name, CancellationToken cancellationToken)
    {
        var printed = await CallAsync(cancellationToken, "print", await LabelAsync(name, cancellationToken));
        return printed.ExitCode == 0 ? new SchedulerStatus(Enabled: true, LastExitCode: ExitCode(printed.Output)) : new SchedulerStatus(Enabled: false);
    }

    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        var label = await LabelAsync(name, cancellationToken);
        if ((await CallAsync(cancellationToken, "print", label)).ExitCode == 0)
            await RequireAsync(cancellationToken, "bootout", label);
        foreach (var file in FilesOf(name))
            EntryFile.Remove(file);
    }

    /// <summary>The line <c>last exit code = 1</c>; it reads <c>(never exited)</c> before the first run's end, and may end with words.</summary>
    internal static int? ExitCode(string printed)
    {
        const string Label = "last exit code = ";
        var line = printed.Split('\n').Select(text => text.Trim()).FirstOrDefault(text => text.StartsWith(Label, StringComparison.Ordinal));
        return int.TryParse(line?[Label.Length..].Split(':', ' ')[0], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var code) ? code : null;
    }

    private static async Task<string> DomainAsync(CancellationToken cancellationToken) =>
        $"gui/{(await ExternalTool.RunAsync("id", ["-u"], cancellationToken)).Output.Trim()}";

    private static async Task<string> LabelAsync(string name, CancellationToken cancellationToken) =>
        $"{await DomainAsync(cancellationToken)}/{ScheduleDefinition.IdOf(name)}";

    private static Task<ToolResult> CallAsync(CancellationToken cancellationToken, params string[] arguments) =>
        ExternalTool.RunAsync(Program, arguments, cancellationToken);

    private static async Task RequireAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var result = await CallAsync(cancellationToken, arguments);
        if (result.ExitCode != 0)
            throw SchedulerFaults.Failed($"launchctl {arguments[0]}", result, "See what launchd knows: launchctl print gui/$(id -u)");
    }
}
