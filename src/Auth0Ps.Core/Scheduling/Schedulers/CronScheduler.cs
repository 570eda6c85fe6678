using System.Text;
using Auth0Ps.Scheduling.Entries;
using Auth0Ps.Scheduling.Preflight;
using Auth0Ps.Scheduling.Running;

namespace Auth0Ps.Scheduling.Schedulers;

/// <summary>The user's crontab.</summary>
internal sealed class CronScheduler : IScheduler
{
    private const string Program = "crontab";

    /// <summary>One letter a byte, so that lines of others stay as they are, whatever encoding they are in.</summary>
    private static readonly Encoding Bytes = Encoding.Latin1;

    public RotationScheduler Kind => RotationScheduler.Cron;

    public IEnumerable<string> Remarks =>
        OperatingSystem.IsLinux() && !DaemonRuns()
            ? ["No cron daemon seems to run on this machine, and without one nothing is run from a crontab. Start it, for example with: sudo systemctl enable --now cron"]
            : [];

    public async Task<Auth0Exception?> FindFaultAsync(CancellationToken cancellationToken)
    {
        if (ExternalTool.Find(Program) is null)
            return SchedulerFaults.Missing(Kind, "This machine has no cron (no crontab on the path).", "Install cron, for example with: sudo apt-get install cron; or use another -Scheduler.");

        try
        {
            await ReadAsync(cancellationToken);
            return null;
        }
        catch (Auth0Exception exception)
        {
            return SchedulerFaults.Missing(Kind, exception.Message, exception.RecommendedAction!);
        }
    }

    /// <summary>What cron sets (crontab(5)) and what the crontab adds to it: entries are put below its assignments.</summary>
    public async Task<Dictionary<string, string>> EnvironmentAsync(CancellationToken cancellationToken)
    {
        var variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["PATH"] = "/usr/bin:/bin",
            ["SHELL"] = "/bin/sh",
            ["LOGNAME"] = Environment.UserName,
            ["USER"] = Environment.UserName,
        };
        if (await AccountHome.FindAsync(cancellationToken) is { } home)
            variables["HOME"] = home;
        foreach (var (name, value) in Crontab.Variables(Encoding.UTF8.GetString(Bytes.GetBytes(await ReadAsync(cancellationToken)))))
            variables[name] = value;
        return variables;
    }

    public Task<IReadOnlyList<PreflightProblem>> CheckAsync(CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<PreflightProblem>>([]);

    public IReadOnlyList<string> FilesOf(string name) => [];

    public async Task<bool> HasAsync(string name, CancellationToken cancellationToken) => Crontab.Has(await ReadAsync(cancellationToken), name);

    public async Task AddAsync(ScheduleDefinition schedule, CancellationToken cancellationToken)
    {
        var entry = Bytes.GetString(Encoding.UTF8.GetBytes(CrontabLine.Write(schedule)));
        await ReplaceAsync(Crontab.With(await ReadAsync(cancellationToken), schedule.Name, entry), cancellationToken);
    }

    public async Task<SchedulerStatus> StatusAsync(string name, CancellationToken cancellationToken) =>
        new(Crontab.Runs(await ReadAsync(cancellationToken), name));

    public async Task RemoveAsync(string name, CancellationToken cancellationToken)
    {
        var present = await ReadAsync(cancellationToken);
        var left = Crontab.Without(present, name);
        if (left == present)
            return;
        if (left.Length > 0)
            await ReplaceAsync(left, cancellationToken);
        else
            Require(await ExternalTool.RunAsync(Program, ["-r"], cancellationToken));
    }

    private static async Task<string> ReadAsync(CancellationToken cancellationToken)
    {
        var result = await ExternalTool.RunAsync(Program, ["-l"], cancellationToken);
        if (result.ExitCode != 0 && result.Error.Contains("no crontab", StringComparison.OrdinalIgnoreCase))
            return "";
        Require(result);
        return Bytes.GetString(result.Bytes);
    }

    private static async Task ReplaceAsync(string crontab, CancellationToken cancellationToken) =>
        Require(await ExternalTool.RunAsync(Program, ["-"], cancellationToken, Bytes.GetBytes(crontab)));

    private static void Require(ToolResult result)
    {
        if (result.ExitCode != 0)
            throw SchedulerFaults.Failed(Program, result, "See whether 'crontab -l' works for this user; an administrator allows it in /etc/cron.allow.");
    }

    private static bool DaemonRuns()
    {
        foreach (var folder in Directory.EnumerateDirectories("/proc"))
        {
            try
            {
                if (char.IsAsciiDigit(Path.GetFileName(folder)[0]) && File.ReadAllText(Path.Combine(folder, "comm")).Trim() is "cron" or "crond" or "fcron" or "anacron" or "systemd-cron")
                    return true;
            }
            catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
            {
                // It ended meanwhile.
            }
        }

        return false;
    }
}
