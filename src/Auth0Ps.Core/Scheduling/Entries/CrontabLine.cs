using System.Globalization;

namespace Auth0Ps.Scheduling.Entries;

/// <summary>The line of a user's crontab (crontab(5)), and the comment above it that marks it as this module's.</summary>
internal static class CrontabLine
{
    /// <summary>The comment above a schedule's line.</summary>
    public static string Marker(string name) => $"# Auth0Ps schedule {name}: the next line belongs to it; Unregister-Auth0RotationSchedule {name} removes both";

    public static string Write(ScheduleDefinition schedule)
    {
        // Through env, because a crontab may choose a shell that knows no assignments before a command.
        var words = new List<string> { "/usr/bin/env" };
        words.AddRange(schedule.EntryEnvironment.Select(pair => $"{pair.Key}={pair.Value}"));
        words.Add(schedule.Program);
        words.AddRange(schedule.Arguments);
        return $"{Fields(schedule.Times)} {Escape(ShellText.Quote(words))}";
    }

    /// <summary>Minute, hour, day of month, month, day of week.</summary>
    public static string Fields(RunTimes times)
    {
        var (minute, hour) = times switch
        {
            { IsDaily: true } => (Number(times.At.Minute), Number(times.At.Hour)),
            { Step: 1 } => ("*", "*"),
            { Step: < 60 } => ($"*/{Number(times.Step)}", "*"),
            { Step: 60 } => ("0", "*"),
            _ => ("0", $"*/{Number(times.Step / 60)}"),
        };
        return $"{minute} {hour} * * *";
    }

    /// <summary>
    /// A bare percent sign ends the command. Cron takes the backslash before it away; one that does not leaves it to the shell,
    /// which does so outside of quotes, where the sign is put.
    /// </summary>
    private static string Escape(string command) => command.Replace("%", @"'\%'", StringComparison.Ordinal);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
