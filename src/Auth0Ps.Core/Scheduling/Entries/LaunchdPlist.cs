using System.Globalization;
using System.Text;
using System.Xml.Linq;

namespace Auth0Ps.Scheduling.Entries;

/// <summary>The property list of a launchd agent (launchd.plist(5)).</summary>
internal static class LaunchdPlist
{
    public static string Write(ScheduleDefinition schedule)
    {
        var dictionary = new XElement("dict",
            Key("Label"), Text(schedule.Id),
            Key("ProgramArguments"), new XElement("array", Text(schedule.Program), schedule.Arguments.Select(Text)),
            Key("EnvironmentVariables"), new XElement("dict",
                schedule.EntryEnvironment.SelectMany(pair => new[] { Key(pair.Key), Text(pair.Value) })),
            Key("StartCalendarInterval"), new XElement("array", Moments(schedule.Times)),
            Key("ProcessType"), Text("Background"));
        var document = new XDocument(
            new XDocumentType("plist", "-//Apple//DTD PLIST 1.0//EN", "http://www.apple.com/DTDs/PropertyList-1.0.dtd", null),
            new XElement("plist", new XAttribute("version", "1.0"), dictionary));
        return new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
            .Append(document.ToString().Replace("\r\n", "\n", StringComparison.Ordinal))
            .Append('\n')
            .ToString();
    }

    /// <summary>Calendar moments rather than an interval: launchd makes up for those that passed while the machine slept.</summary>
    private static IEnumerable<XElement> Moments(RunTimes times) => times.Step <= 60
        ? times.Minutes.Select(minute => new XElement("dict", Key("Minute"), Number(minute)))
        : times.Hours.Select(hour => new XElement("dict", Key("Hour"), Number(hour), Key("Minute"), Number(times.At.Minute)));

    private static XElement Key(string name) => new("key", name);

    private static XElement Text(string value) => new("string", value);

    private static XElement Number(int value) => new("integer", value.ToString(CultureInfo.InvariantCulture));
}
