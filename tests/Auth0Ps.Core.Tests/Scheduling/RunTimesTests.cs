using System.Globalization;
using Auth0Ps.Scheduling;
using Auth0Ps.Scheduling.Entries;

namespace Auth0Ps.Core.Tests.Scheduling;

public sealed class RunTimesTests
{
    public static TheoryData<string, string> Words => new()
    {
        { "0:01", "every minute" },
        { "0:15", "every 15 minutes" },
        { "1:00", "every hour" },
        { "6:00", "every 6 hours" },
        { "1.00:00", "daily at 00:00" },
    };

    [Theory]
    [MemberData(nameof(Words))]
    public void Steps_are_told_in_words(string interval, string words) =>
        Assert.Equal(words, Every(interval).ToString());

    [Theory]
    [InlineData("0:07", "00:06:00")]
    [InlineData("0:45", "00:30:00")]
    [InlineData("5:00", "04:00:00")]
    [InlineData("0:00:30", "00:01:00")]
    [InlineData("1:30", "01:00:00")]
    [InlineData("2.00:00", "1.00:00:00")]
    [InlineData("0:00", "00:01:00")]
    [InlineData("-1:00", "00:01:00")]
    public void What_not_every_scheduler_can_express_is_refused_with_the_nearest_that_can(string interval, string nearest)
    {
        var refused = Assert.Throws<Auth0Exception>(() => Every(interval));

        Assert.Equal(ErrorReason.InvalidArgument, refused.Reason);
        Assert.Contains($"-Every {nearest}", refused.RecommendedAction, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("24:00")]
    [InlineData("3")]
    [InlineData("03:30:10")]
    [InlineData("noon")]
    public void What_is_no_time_of_day_is_refused(string text) =>
        Assert.Equal(ErrorReason.InvalidArgument, Assert.Throws<Auth0Exception>(() => RunTimes.DailyAt(text)).Reason);

    [Fact]
    public void The_next_run_is_the_first_after_now_in_local_time()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        Assert.Equal(At("2026-03-10T02:30Z"), RunTimes.DailyAt("03:30").Next(At("2026-03-10T02:29Z"), berlin));
        Assert.Equal(At("2026-03-11T02:30Z"), RunTimes.DailyAt("03:30").Next(At("2026-03-10T02:30Z"), berlin));
        Assert.Equal(At("2026-07-10T01:30Z"), RunTimes.DailyAt("3:30").Next(At("2026-07-09T23:00Z"), berlin));
        Assert.Equal(At("2026-07-10T04:00Z"), Every("6:00").Next(At("2026-07-09T22:00Z"), berlin));
    }

    [Fact]
    public void A_time_that_the_clocks_skip_is_the_next_days()
    {
        var berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

        Assert.Equal(At("2026-03-30T00:30Z"), RunTimes.DailyAt("02:30").Next(At("2026-03-28T12:00Z"), berlin));
    }

    [SkippableTheory]
    [InlineData("0:01", null)]
    [InlineData("0:05", null)]
    [InlineData("0:30", null)]
    [InlineData("1:00", null)]
    [InlineData("8:00", null)]
    [InlineData("1.00:00", null)]
    [InlineData(null, "03:30")]
    [InlineData(null, "23:59")]
    public async Task Systemd_computes_the_same_next_runs(string? interval, string? at)
    {
        var times = at is null ? Every(interval!) : RunTimes.DailyAt(at);
        var from = At("2026-05-04T07:13Z");

        var told = await Checker.RunAsync("systemd-analyze", "calendar", "--base-time=2026-05-04 07:13:00", "--iterations=3", SystemdUnit.Calendar(times));

        Assert.True(told.ExitCode == 0, told.Error);
        for (var run = 0; run < 3; run++)
        {
            from = times.Next(from, TimeZoneInfo.Utc);
            Assert.Contains(from.ToString("ddd yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture), told.Output, StringComparison.Ordinal);
        }
    }

    private static RunTimes Every(string interval) => RunTimes.Every(TimeSpan.Parse(interval, CultureInfo.InvariantCulture));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
