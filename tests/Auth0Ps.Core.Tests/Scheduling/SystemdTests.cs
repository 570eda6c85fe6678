using Auth0Ps.Scheduling;
using Auth0Ps.Scheduling.Entries;
using Auth0Ps.Scheduling.Schedulers;

namespace Auth0Ps.Core.Tests.Scheduling;

public sealed class SystemdTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-units-").FullName;

    [Theory]
    [InlineData("/srv/data", "Environment=AUTH0PS_HOME=/srv/data", "ExecStart=/bin/sh -NoProfile -NonInteractive -File /srv/data/schedules/auth0ps/run.ps1")]
    [InlineData("/my data", "Environment=\"AUTH0PS_HOME=/my data\"", "-File \"/my data/schedules/auth0ps/run.ps1\"")]
    [InlineData("/100%", "Environment=\"AUTH0PS_HOME=/100%%\"", "-File \"/100%%/schedules/auth0ps/run.ps1\"")]
    [InlineData("/$HOME", "Environment=\"AUTH0PS_HOME=/$HOME\"", "-File \"/$$HOME/schedules/auth0ps/run.ps1\"")]
    [InlineData("/a\"b\\c", "Environment=\"AUTH0PS_HOME=/a\\\"b\\\\c\"", "-File \"/a\\\"b\\\\c/schedules/auth0ps/run.ps1\"")]
    public void Paths_are_written_so_that_systemd_reads_them_as_they_are(string folder, string environment, string command)
    {
        var unit = SystemdUnit.Service(Checker.Schedule(RotationScheduler.SystemdTimer, folder: folder));

        Assert.Contains(environment + "\n", unit, StringComparison.Ordinal);
        Assert.Contains(command + "\n", unit, StringComparison.Ordinal);
        Assert.DoesNotContain("proxy", unit, StringComparison.Ordinal);
    }

    [SkippableTheory]
    [InlineData("/srv/data", "auth0ps")]
    [InlineData("/srv/my \"data\" 100% $x\\y ü'", "billing-eu")]
    public async Task Systemd_finds_nothing_wrong_with_the_units(string folder, string name)
    {
        Checker.Require("systemd-analyze");
        foreach (var times in new[] { RunTimes.Every(TimeSpan.FromMinutes(1)), RunTimes.Every(TimeSpan.FromMinutes(20)), RunTimes.Every(TimeSpan.FromHours(12)), RunTimes.DailyAt("03:30") })
        {
            var schedule = Checker.Schedule(RotationScheduler.SystemdTimer, times, folder, name);
            var (service, timer) = (Path.Combine(_folder, $"{schedule.Id}.service"), Path.Combine(_folder, $"{schedule.Id}.timer"));
            await File.WriteAllTextAsync(service, SystemdUnit.Service(schedule));
            await File.WriteAllTextAsync(timer, SystemdUnit.Timer(schedule));

            var told = await Checker.RunAsync("systemd-analyze", "verify", "--man=no", service, timer);

            Assert.True(told.ExitCode == 0 && !told.Error.Contains(schedule.Id, StringComparison.Ordinal), told.Error);
        }
    }

    [SkippableFact]
    public async Task The_check_sees_what_is_wrong()
    {
        var timer = Path.Combine(_folder, "wrong.timer");
        await File.WriteAllTextAsync(timer, "[Timer]\nOnCalendar=every now and then\n");

        var told = await Checker.RunAsync("systemd-analyze", "verify", "--man=no", timer);

        Assert.NotEqual(0, told.ExitCode);
    }

    [Fact]
    public void What_systemctl_writes_is_understood()
    {
        Assert.Equal(new DateTimeOffset(2026, 11, 21, 13, 0, 5, TimeSpan.Zero), SystemdText.Time("Sat 2026-11-21 13:00:05 UTC"));
        Assert.Null(SystemdText.Time(""));
        Assert.Null(SystemdText.Time("n/a"));
        Assert.Equal(1, SystemdText.ExitCode("1", 1));
        Assert.Equal(137, SystemdText.ExitCode("2", 9));
        var environment = SystemdText.Environment("HOME=/root\nODD=$'a b\\'c\\\\d'\nEMPTY=\n");
        Assert.Equal(("/root", "a b'c\\d", ""), (environment["HOME"], environment["ODD"], environment["EMPTY"]));
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
