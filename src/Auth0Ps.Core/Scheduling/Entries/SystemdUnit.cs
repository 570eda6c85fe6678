using System.Globalization;
using System.Text;

namespace Auth0Ps.Scheduling.Entries;

/// <summary>The two units of a systemd timer (systemd.service(5), systemd.timer(5), systemd.time(7)).</summary>
internal static class SystemdUnit
{
    public static string Service(ScheduleDefinition schedule)
    {
        var text = Head(schedule, $"Auth0Ps secret rotation ({schedule.Name})");
        text.Append("\n[Service]\nType=oneshot\n");
        foreach (var (name, value) in schedule.EntryEnvironment)
            text.Append("Environment=").Append(Quote($"{name}={value}")).Append('\n');

        // In arguments a dollar sign would be a variable's; in the program's path it is a letter.
        text.Append("ExecStart=").Append(Quote(schedule.Program));
        foreach (var argument in schedule.Arguments)
            text.Append(' ').Append(Quote(argument).Replace("$", "$$", StringComparison.Ordinal));
        return text.Append('\n').ToString();
    }

    public static string Timer(ScheduleDefinition schedule) =>
        Head(schedule, $"Auth0Ps secret rotation ({schedule.Name}), {schedule.Times}")
            .Append("\n[Timer]\nOnCalendar=").Append(Calendar(schedule.Times))
            .Append("\nPersistent=true\n\n[Install]\nWantedBy=timers.target\n")
            .ToString();

    /// <summary>The calendar event, in local time.</summary>
    public static string Calendar(RunTimes times) => times switch
    {
        { IsDaily: true } => string.Create(CultureInfo.InvariantCulture, $"*-*-* {times.At:HH\\:mm}:00"),
        { Step: 1 } => "*-*-* *:*:00",
        { Step: < 60 } => string.Create(CultureInfo.InvariantCulture, $"*-*-* *:00/{times.Step}:00"),
        { Step: 60 } => "*-*-* *:00:00",
        _ => string.Create(CultureInfo.InvariantCulture, $"*-*-* 00/{times.Step / 60}:00:00"),
    };

    private static StringBuilder Head(ScheduleDefinition schedule, string description) => new StringBuilder()
        .Append("# Written by Register-Auth0RotationSchedule; Unregister-Auth0RotationSchedule ").Append(schedule.Name).Append(" removes it.\n")
        .Append("[Unit]\nDescription=").Append(description).Append('\n');

    private static string Quote(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or '=' or ':')
            ? word
            : $"\"{word
                .Replace(@"\", @"\\", StringComparison.Ordinal)
                .Replace("\"", "\\\"", StringComparison.Ordinal)
                .Replace("%", "%%", StringComparison.Ordinal)}\"";
}
