using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Auth0Ps.Scheduling.Entries;

/// <summary>A task's definition for the Windows Task Scheduler (Task Scheduler Schema, version 1.2).</summary>
internal static class TaskXml
{
    private static readonly XNamespace Schema = "http://schemas.microsoft.com/windows/2004/02/mit/task";

    /// <param name="schedule">The schedule.</param>
    /// <param name="user">The account it runs as, <c>DOMAIN\name</c>.</param>
    /// <param name="signedOutToo">True to run also while the account is not signed in, which only an administrator may ask for.</param>
    /// <param name="from">The day whose midnight the steps are counted from.</param>
    public static string Write(ScheduleDefinition schedule, string user, bool signedOutToo, DateOnly from)
    {
        var task = new XElement(Schema + "Task", new XAttribute("version", "1.2"),
            new XElement(Schema + "RegistrationInfo",
                new XElement(Schema + "Description", $"Auth0Ps secret rotation ({schedule.Name}), {schedule.Times}. Unregister-Auth0RotationSchedule {schedule.Name} removes it.")),
            new XElement(Schema + "Triggers", Trigger(schedule.Times, from)),
            new XElement(Schema + "Principals",
                new XElement(Schema + "Principal", new XAttribute("id", "Author"),
                    new XElement(Schema + "UserId", user),
                    new XElement(Schema + "LogonType", signedOutToo ? "S4U" : "InteractiveToken"),
                    new XElement(Schema + "RunLevel", "LeastPrivilege"))),
            new XElement(Schema + "Settings",
                new XElement(Schema + "MultipleInstancesPolicy", "IgnoreNew"),
                new XElement(Schema + "DisallowStartIfOnBatteries", "false"),
                new XElement(Schema + "StopIfGoingOnBatteries", "false"),
                new XElement(Schema + "StartWhenAvailable", "true"),
                new XElement(Schema + "Enabled", "true"),
                new XElement(Schema + "ExecutionTimeLimit", "PT0S")),
            new XElement(Schema + "Actions", new XAttribute("Context", "Author"),
                new XElement(Schema + "Exec",
                    new XElement(Schema + "Command", schedule.Program),
                    new XElement(Schema + "Arguments", Quote(["-WindowStyle", "Hidden", .. schedule.Arguments])))));
        return $"<?xml version=\"1.0\" encoding=\"UTF-16\"?>\r\n{task.ToString().ReplaceLineEndings("\r\n")}\r\n";
    }

    /// <summary>Arguments as Windows programs take a command line apart.</summary>
    public static string Quote(IEnumerable<string> words) =>
        string.Join(' ', words.Select(word => word.Length > 0 && !word.Any(letter => char.IsWhiteSpace(letter) || letter is '"' or '&' or '(' or ')' or '^' or ';' or ',') ? word : Enclose(word)));

    /// <summary>True when a task's definition, as the scheduler gives it back, is switched on.</summary>
    public static bool IsEnabled(string definition)
    {
        try
        {
            var enabled = XElement.Parse(definition).Element(Schema + "Settings")?.Element(Schema + "Enabled")?.Value;
            return enabled is null || XmlConvert.ToBoolean(enabled.Trim());
        }
        catch (Exception exception) when (exception is XmlException or FormatException)
        {
            return false;
        }
    }

    private static XElement Trigger(RunTimes times, DateOnly from)
    {
        // Without a zone: local time, whatever the clock is put to.
        var start = from.ToDateTime(times.At).ToString("s", CultureInfo.InvariantCulture);
        var repetition = times.IsDaily
            ? null
            : new XElement(Schema + "Repetition",
                new XElement(Schema + "Interval", XmlConvert.ToString(TimeSpan.FromMinutes(times.Step))),
                new XElement(Schema + "Duration", "P1D"),
                new XElement(Schema + "StopAtDurationEnd", "false"));
        return new XElement(Schema + "CalendarTrigger",
            repetition,
            new XElement(Schema + "StartBoundary", start),
            new XElement(Schema + "Enabled", "true"),
            new XElement(Schema + "ScheduleByDay", new XElement(Schema + "DaysInterval", "1")));
    }

    /// <summary>Backslashes count only before a quotation mark, the closing one among them.</summary>
    private static string Enclose(string word)
    {
        var text = new System.Text.StringBuilder("\"");
        var backslashes = 0;
        foreach (var letter in word)
        {
            if (letter == '"')
                text.Append('\\', backslashes + 1);
            backslashes = letter == '\\' ? backslashes + 1 : 0;
            text.Append(letter);
        }

        return text.Append('\\', backslashes).Append('"').ToString();
    }
}
