using System.Globalization;
using System.Text;
using System.Xml.Linq;
using Auth0Ps.Scheduling;
using Auth0Ps.Scheduling.Entries;
using Auth0Ps.Scheduling.Schedulers;

namespace Auth0Ps.Core.Tests.Scheduling;

public sealed class TaskSchedulerTests : IDisposable
{
    private static readonly XNamespace Schema = "http://schemas.microsoft.com/windows/2004/02/mit/task";

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-task-").FullName;

    [Fact]
    public void Steps_repeat_through_every_day()
    {
        var task = Parse(RunTimes.Every(TimeSpan.FromMinutes(90 - 60)));

        var trigger = Assert.Single(task.Element(Schema + "Triggers")!.Elements());
        Assert.Equal("CalendarTrigger", trigger.Name.LocalName);
        Assert.Equal(["PT30M", "P1D", "false"], trigger.Element(Schema + "Repetition")!.Elements().Select(element => element.Value));
        Assert.Equal("2026-11-21T00:00:00", trigger.Element(Schema + "StartBoundary")!.Value);
        Assert.Equal("1", trigger.Element(Schema + "ScheduleByDay")!.Element(Schema + "DaysInterval")!.Value);
    }

    [Fact]
    public void Once_a_day_does_not_repeat()
    {
        var trigger = Parse(RunTimes.DailyAt("03:30")).Element(Schema + "Triggers")!.Elements().Single();

        Assert.Null(trigger.Element(Schema + "Repetition"));
        Assert.Equal("2026-11-21T03:30:00", trigger.Element(Schema + "StartBoundary")!.Value);
    }

    [Theory]
    [InlineData(true, "S4U")]
    [InlineData(false, "InteractiveToken")]
    public void It_runs_as_the_user_without_a_password_or_more_rights(bool signedOutToo, string logon)
    {
        var principal = Parse(RunTimes.DailyAt("03:30"), signedOutToo).Element(Schema + "Principals")!.Elements().Single();

        Assert.Equal([@"HOST\ann & co", logon, "LeastPrivilege"], principal.Elements().Select(element => element.Value));
    }

    [Theory]
    [InlineData(@"C:\Users\ann\Auth0Ps", @"-File C:\Users\ann\Auth0Ps\run.ps1")]
    [InlineData(@"C:\Program Files\a & b", @"-File ""C:\Program Files\a & b\run.ps1""")]
    public void Arguments_are_quoted_as_windows_reads_them(string folder, string expected) =>
        Assert.Equal(expected, TaskXml.Quote(["-File", $@"{folder}\run.ps1"]));

    [Theory]
    [InlineData(@"a b\", @"""a b\\""")]
    [InlineData("a\"b", "\"a\\\"b\"")]
    [InlineData("a\\\"b", "\"a\\\\\\\"b\"")]
    [InlineData("", "\"\"")]
    public void Backslashes_and_quotation_marks_survive(string word, string expected) => Assert.Equal(expected, TaskXml.Quote([word]));

    [SkippableFact]
    public async Task A_reader_of_xml_takes_the_file_as_it_is_written()
    {
        var file = Path.Combine(_folder, "task.xml");
        var text = TaskXml.Write(Checker.Schedule(RotationScheduler.TaskScheduler, folder: "C:/ü & <x>"), "HOST\\ann", signedOutToo: false, new DateOnly(2026, 11, 21));
        EntryFile.Write(file, text, Encoding.Unicode);

        var told = await Checker.RunAsync("xmllint", "--noout", file);

        Assert.True(told.ExitCode == 0, told.Error);
        Assert.Equal(new byte[] { 0xff, 0xfe }, (await File.ReadAllBytesAsync(file))[..2]);
    }

    [Fact]
    public void A_task_that_was_switched_off_is_seen()
    {
        var text = TaskXml.Write(Checker.Schedule(RotationScheduler.TaskScheduler), "HOST\\ann", signedOutToo: false, new DateOnly(2026, 11, 21));
        var off = XElement.Parse(text);
        off.Element(Schema + "Settings")!.Element(Schema + "Enabled")!.Value = "false";

        Assert.True(TaskXml.IsEnabled(text));
        Assert.False(TaskXml.IsEnabled(off.ToString()));
        Assert.False(TaskXml.IsEnabled("ERROR: no such task"));
    }

    [Theory]
    [InlineData("0", 0)]
    [InlineData("1", 1)]
    [InlineData("-2147024894", -2147024894)]
    [InlineData("267011", null)]
    [InlineData("267009", null)]
    public void The_last_result_is_found_whatever_the_language(string result, int? code)
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            CultureInfo.CurrentCulture = CultureInfo.GetCultureInfo("de-DE");
            var told = WindowsTaskScheduler.LastResult($"\"HOST\",\"\\auth0ps\",\"21.11.2026 13:00:00\",\"Bereit\",\"Nur interaktiv\",\"21.11.2026 12:00:00\",\"{result}\",\"HOST\\ann\"\r\n");

            Assert.Equal(code, told.Code);
            Assert.Equal(code is null ? null : new DateTimeOffset(new DateTime(2026, 11, 21, 12, 0, 0, DateTimeKind.Local)).ToUniversalTime(), told.At);
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static XElement Parse(RunTimes times, bool signedOutToo = false) =>
        XElement.Parse(TaskXml.Write(Checker.Schedule(RotationScheduler.TaskScheduler, times), @"HOST\ann & co", signedOutToo, new DateOnly(2026, 11, 21)));
}
