using System.Text.Json;
using System.Xml.Linq;
using Auth0Ps.Scheduling;
using Auth0Ps.Scheduling.Entries;
using Auth0Ps.Scheduling.Schedulers;

namespace Auth0Ps.Core.Tests.Scheduling;

public sealed class LaunchdTests : IDisposable
{
    private const string Reader = "import json,plistlib,sys; print(json.dumps(plistlib.load(open(sys.argv[1],'rb'))))";

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-plist-").FullName;

    [SkippableFact]
    public async Task A_reader_of_property_lists_finds_every_part_as_it_is()
    {
        const string Folder = "/Users/x/a & b <c> \"d\" 'e' ü";

        var plist = await ReadAsync(LaunchdPlist.Write(Checker.Schedule(RotationScheduler.Launchd, folder: Folder, name: "nightly")));

        Assert.Equal("auth0ps-nightly", plist.GetProperty("Label").GetString());
        Assert.Equal(
            ["/bin/sh", "-NoProfile", "-NonInteractive", "-File", $"{Folder}/schedules/nightly/run.ps1"],
            plist.GetProperty("ProgramArguments").EnumerateArray().Select(item => item.GetString()!));
        Assert.Equal(Folder, plist.GetProperty("EnvironmentVariables").GetProperty("AUTH0PS_HOME").GetString());
    }

    [SkippableTheory]
    [InlineData(15, 4, "{\"Minute\": 15}")]
    [InlineData(60, 1, "{\"Minute\": 0}")]
    [InlineData(360, 4, "{\"Hour\": 6, \"Minute\": 0}")]
    [InlineData(1440, 1, "{\"Hour\": 0, \"Minute\": 0}")]
    public async Task Steps_are_moments_of_the_calendar(int minutes, int count, string among)
    {
        var plist = await ReadAsync(LaunchdPlist.Write(Checker.Schedule(RotationScheduler.Launchd, RunTimes.Every(TimeSpan.FromMinutes(minutes)))));

        var moments = plist.GetProperty("StartCalendarInterval").EnumerateArray().Select(item => item.GetRawText()).ToList();
        Assert.Equal(count, moments.Count);
        Assert.Contains(among, moments);
    }

    [Fact]
    public void It_names_apples_document_type()
    {
        var text = LaunchdPlist.Write(Checker.Schedule(RotationScheduler.Launchd));

        Assert.StartsWith("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE plist PUBLIC \"-//Apple//DTD PLIST 1.0//EN\"", text, StringComparison.Ordinal);
        Assert.Equal("plist", XDocument.Parse(text).Root!.Name.LocalName);
    }

    [Theory]
    [InlineData("\tstate = not running\n\tlast exit code = 1\n", 1)]
    [InlineData("\tlast exit code = 0\n", 0)]
    [InlineData("\tlast exit code = 78: EX_CONFIG\n", 78)]
    [InlineData("\tlast exit code = (never exited)\n", null)]
    [InlineData("\tstate = running\n", null)]
    public void The_last_exit_code_is_found(string printed, int? code) => Assert.Equal(code, LaunchdScheduler.ExitCode(printed));

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<JsonElement> ReadAsync(string plist)
    {
        var file = Path.Combine(_folder, "agent.plist");
        await File.WriteAllTextAsync(file, plist);
        var told = await Checker.RunAsync("python3", "-c", Reader, file);
        Assert.True(told.ExitCode == 0, told.Error);
        return JsonDocument.Parse(told.Output).RootElement;
    }
}
