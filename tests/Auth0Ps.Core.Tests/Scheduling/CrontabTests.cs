using Auth0Ps.Scheduling;
using Auth0Ps.Scheduling.Entries;
using Auth0Ps.Scheduling.Running;

namespace Auth0Ps.Core.Tests.Scheduling;

public sealed class CrontabTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-crontab-").FullName;

    public static TheoryData<string> Others => new()
    {
        "",
        "# mine\n0 1 * * * backup\n",
        "MAILTO=me\n\n\n  # indented\t\n0 1 * * * a\\%b\r\n\x00e9\x00ff no utf-8\n",
        "0 1 * * * mentions /srv/data/schedules/auth0ps/run.ps1 itself\n",
        "# Auth0Ps schedule auth0ps-two: the next line belongs to it; Unregister-Auth0RotationSchedule auth0ps-two removes both\n0 0 * * * x /schedules/auth0ps-two/run.ps1\n",
    };

    [Theory]
    [MemberData(nameof(Others))]
    public void Adding_and_removing_leaves_every_other_line_byte_for_byte(string others)
    {
        var with = Crontab.With(others, "auth0ps", Entry());

        Assert.StartsWith(others, with, StringComparison.Ordinal);
        Assert.True(Crontab.Runs(with, "auth0ps"));
        Assert.Equal(others, Crontab.Without(with, "auth0ps"));
        Assert.Equal(with, Crontab.With(with, "auth0ps", Entry()));
    }

    [Fact]
    public void Lines_that_others_put_below_are_kept()
    {
        var with = Crontab.With("", "auth0ps", Entry()) + "5 5 * * * later\n";

        Assert.Equal("5 5 * * * later\n", Crontab.Without(with, "auth0ps"));
    }

    [Fact]
    public void An_entry_that_was_deleted_by_hand_takes_no_other_line_along()
    {
        var left = CrontabLine.Marker("auth0ps") + "\n5 5 * * * other\n";

        Assert.True(Crontab.Has(left, "auth0ps"));
        Assert.False(Crontab.Runs(left, "auth0ps"));
        Assert.Equal("5 5 * * * other\n", Crontab.Without(left, "auth0ps"));
    }

    [Fact]
    public void An_entry_that_was_switched_off_by_hand_does_not_run_and_is_removed()
    {
        var off = Crontab.With("", "auth0ps", "#" + Entry());

        Assert.False(Crontab.Runs(off, "auth0ps"));
        Assert.Equal("", Crontab.Without(off, "auth0ps"));
    }

    [Theory]
    [InlineData(1, "* * * * *")]
    [InlineData(5, "*/5 * * * *")]
    [InlineData(60, "0 * * * *")]
    [InlineData(240, "0 */4 * * *")]
    [InlineData(1440, "0 0 * * *")]
    public void Steps_are_fields(int minutes, string fields) => Assert.Equal(fields, CrontabLine.Fields(RunTimes.Every(TimeSpan.FromMinutes(minutes))));

    [Fact]
    public void A_time_of_day_is_fields() => Assert.Equal("5 23 * * *", CrontabLine.Fields(RunTimes.DailyAt("23:05")));

    [Fact]
    public void Variables_of_a_crontab_are_read_as_cron_does() => Assert.Equal(
        [new("A", "1"), new("B", " two words "), new("C", "x=y")],
        Crontab.Variables("A=1\n# D=4\nB = \" two words \"\n0 1 * * * x=1\n'C'=x=y\n"));

    [SkippableTheory]
    [InlineData("/srv/data", true)]
    [InlineData("/srv/data", false)]
    [InlineData("/a b/'quoted' \"twice\" 100% $HOME `id` \\ ü", true)]
    [InlineData("/a b/'quoted' \"twice\" 100% $HOME `id` \\ ü", false)]
    public async Task The_shell_gets_the_paths_as_they_are(string folder, bool cronTakesBackslash)
    {
        Skip.If(OperatingSystem.IsWindows(), "There is no cron on Windows.");
        var program = Path.Combine(_folder, "show");
        await File.WriteAllTextAsync(program, "#!/bin/sh\nprintf '%s\\n' \"$AUTH0PS_HOME\" \"$@\"\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(program, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var line = CrontabLine.Write(Checker.Schedule(RotationScheduler.Cron, folder: folder, program: program));

        // What cron hands to the shell: all behind the fifth field, up to a bare percent sign.
        var command = string.Join(' ', line.Split(' ').Skip(5));
        Assert.DoesNotMatch(@"(^|[^\\])%", command);
        if (cronTakesBackslash)
            command = command.Replace(@"\%", "%", StringComparison.Ordinal);
        var told = await Checker.RunAsync("sh", "-c", command);

        Assert.Equal($"{folder}\n-NoProfile\n-NonInteractive\n-File\n{folder}/schedules/auth0ps/run.ps1\n", told.Output);
    }

    [SkippableFact]
    public async Task Crontab_accepts_the_lines_and_gives_them_back()
    {
        var others = "MAILTO=\"\"\n# mine\n0 1 * * * backup\n";
        var crontab = Crontab.With(others, "auth0ps", Entry());

        var told = await InScratchSpoolAsync(crontab);

        Assert.True(told.ExitCode == 0, told.Error);
        Assert.Equal(crontab, told.Output);
    }

    [SkippableFact]
    public async Task Crontab_refuses_what_is_wrong()
    {
        var told = await InScratchSpoolAsync("61 * * * * too late\n");

        Assert.NotEqual(0, told.ExitCode);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static string Entry() => CrontabLine.Write(Checker.Schedule(RotationScheduler.Cron));

    /// <summary>The real crontab, in a mount namespace where its spool is an empty folder: nobody's crontab is touched.</summary>
    private async Task<ToolResult> InScratchSpoolAsync(string crontab)
    {
        Checker.Require("crontab");
        Checker.Require("unshare");
        const string Spool = "/var/spool/cron/crontabs";
        Skip.IfNot(Directory.Exists(Spool), $"This cron does not keep crontabs in {Spool}.");
        Skip.IfNot(Environment.IsPrivilegedProcess, "Only root can give crontab a scratch spool.");
        var file = Path.Combine(_folder, "crontab");
        await File.WriteAllTextAsync(file, crontab);
        var mounted = await Checker.RunAsync("unshare", "-m", "--propagation", "private", "sh", "-c", $"mount -t tmpfs tmpfs {Spool}");
        Skip.If(mounted.ExitCode != 0, $"A scratch spool cannot be mounted here: {mounted.Complaint}");
        return await Checker.RunAsync("unshare", "-m", "--propagation", "private", "sh", "-c", $"mount -t tmpfs tmpfs {Spool} && crontab '{file}' && crontab -l");
    }
}
