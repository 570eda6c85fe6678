using System.Globalization;

namespace Auth0Ps.Benchmarks.Reporting;

/// <summary>One line of the table.</summary>
/// <param name="What">What was measured.</param>
/// <param name="Ours">What this project needs.</param>
/// <param name="Baseline">What it is compared with needs.</param>
/// <param name="Ratio">The two side by side.</param>
/// <param name="Goal">The goal; empty where there is none.</param>
/// <param name="IsMet">Whether it is met; null where there is none.</param>
internal sealed record Line(string What, string Ours, string Baseline = "", string Ratio = "", string Goal = "", bool? IsMet = null)
{
    /// <summary>A line for two durations.</summary>
    /// <param name="what">What was measured.</param>
    /// <param name="ours">This project's.</param>
    /// <param name="baseline">The other's.</param>
    /// <param name="atLeast">How many times faster this project is to be; null for no goal.</param>
    public static Line Of(string what, TimeSpan ours, TimeSpan baseline, double? atLeast = null)
    {
        var ratio = baseline / ours;
        return new(what, Text(ours), Text(baseline), Times(ratio), atLeast is { } goal ? $"at least {Times(goal)}" : "", atLeast is null ? null : ratio >= atLeast);
    }

    /// <summary>A line for something that cannot be measured here.</summary>
    public static Line NotMeasured(string what, string reason) => new(what, $"not measured: {reason}");

    public static string Text(TimeSpan duration) => string.Create(CultureInfo.InvariantCulture, $"{duration.TotalSeconds:0.00} s");

    public static string Times(double ratio) => string.Create(CultureInfo.InvariantCulture, $"{ratio:0.0} times");

    public static string Megabytes(long bytes) => string.Create(CultureInfo.InvariantCulture, $"{bytes / 1048576.0:0.0} MB");
}
