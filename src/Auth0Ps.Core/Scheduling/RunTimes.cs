using System.Globalization;

namespace Auth0Ps.Scheduling;

/// <summary>When a schedule runs: at equal steps through the day, or once a day; only what every scheduler can express.</summary>
/// <remarks>
/// The steps begin at midnight, local time: a schedule of 15 minutes runs at 0, 15, 30 and 45 minutes past each hour on every platform.
/// </remarks>
internal sealed record RunTimes
{
    private const int MinutesPerHour = 60;
    private const int MinutesPerDay = 24 * MinutesPerHour;

    private RunTimes(int step, TimeOnly at)
    {
        Step = step;
        At = at;
    }

    /// <summary>Minutes between two runs: a divisor of 60, or a multiple of 60 that divides a day.</summary>
    internal int Step { get; }

    /// <summary>The first run of the day; midnight unless there is only one.</summary>
    internal TimeOnly At { get; }

    /// <summary>True for one run a day.</summary>
    internal bool IsDaily => Step == MinutesPerDay;

    /// <summary>The minutes of an hour it runs at.</summary>
    internal IReadOnlyList<int> Minutes => Step < MinutesPerHour ? [.. Enumerable.Range(0, MinutesPerHour / Step).Select(index => index * Step)] : [At.Minute];

    /// <summary>The hours of a day it runs in.</summary>
    internal IReadOnlyList<int> Hours => IsDaily
        ? [At.Hour]
        : [.. Enumerable.Range(0, 24).Where(hour => Step <= MinutesPerHour || hour * MinutesPerHour % Step == 0)];

    /// <summary>Runs at equal steps.</summary>
    /// <param name="interval">Minutes that divide an hour, hours that divide a day, or one day.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: names the nearest that can be had.</exception>
    public static RunTimes Every(TimeSpan interval)
    {
        var minutes = interval.TotalMinutes;
        if (minutes is >= 1 and <= MinutesPerDay && minutes == Math.Truncate(minutes) && Fits((int)minutes))
            return new RunTimes((int)minutes, TimeOnly.MinValue);

        var nearest = Enumerable.Range(1, MinutesPerDay).Where(Fits).MinBy(candidate => Math.Abs(candidate - minutes));
        throw new Auth0Exception(
            ErrorReason.InvalidArgument,
            $"Not every scheduler can run something each {interval:c}: minutes have to divide an hour, hours a day, and a day is the longest.",
            $"Use -Every {TimeSpan.FromMinutes(nearest):c}, or -At HH:mm for once a day.")
        { Target = interval };
    }

    /// <summary>Runs once a day.</summary>
    /// <param name="time">The local time of day; seconds are dropped.</param>
    public static RunTimes DailyAt(TimeOnly time) => new(MinutesPerDay, new TimeOnly(time.Hour, time.Minute));

    /// <summary>Reads a local time of day.</summary>
    /// <param name="text">Hours and minutes, <c>HH:mm</c>.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static RunTimes DailyAt(string text) =>
        TimeOnly.TryParseExact(text, ["H:mm", "HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
            ? DailyAt(time)
            : throw new Auth0Exception(ErrorReason.InvalidArgument, $"'{text}' is not a time of day.", "Use hours and minutes, such as -At 03:30.") { Target = text };

    /// <summary>The first run after a moment.</summary>
    /// <param name="after">The moment.</param>
    /// <param name="zone">The zone whose local time counts.</param>
    /// <returns>The run's moment in UTC; where clocks are put forward past it, the next day's.</returns>
    internal DateTimeOffset Next(DateTimeOffset after, TimeZoneInfo zone)
    {
        var candidate = new DateTimeOffset(after.UtcTicks - after.UtcTicks % TimeSpan.TicksPerMinute, TimeSpan.Zero);
        do
        {
            candidate = candidate.AddMinutes(1);
        }
        while (!Matches(TimeZoneInfo.ConvertTime(candidate, zone)));
        return candidate;
    }

    /// <summary>In words.</summary>
    public override string ToString() => Step switch
    {
        MinutesPerDay => string.Create(CultureInfo.InvariantCulture, $"daily at {At:HH\\:mm}"),
        1 => "every minute",
        < MinutesPerHour => string.Create(CultureInfo.InvariantCulture, $"every {Step} minutes"),
        MinutesPerHour => "every hour",
        _ => string.Create(CultureInfo.InvariantCulture, $"every {Step / MinutesPerHour} hours"),
    };

    private static bool Fits(int minutes) =>
        minutes <= MinutesPerHour ? MinutesPerHour % minutes == 0 : minutes % MinutesPerHour == 0 && MinutesPerDay % minutes == 0;

    private bool Matches(DateTimeOffset local) => Hours.Contains(local.Hour) && Minutes.Contains(local.Minute);
}
