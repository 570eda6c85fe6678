using System.Diagnostics;

namespace Auth0Ps.Benchmarks.Reporting;

/// <summary>Runs two sides in turns, so that both meet the machine in the same state.</summary>
internal static class Rounds
{
    /// <summary>The medians of both sides' durations.</summary>
    /// <param name="rounds">How often each side runs.</param>
    /// <param name="ours">This project's side.</param>
    /// <param name="baseline">The other one.</param>
    public static async Task<(TimeSpan Ours, TimeSpan Baseline)> AlternateAsync(int rounds, Func<Task> ours, Func<Task> baseline)
    {
        var (oursTook, baselineTook) = (new List<TimeSpan>(), new List<TimeSpan>());
        for (var round = 0; round < rounds; round++)
        {
            oursTook.Add(await TimeAsync(ours));
            baselineTook.Add(await TimeAsync(baseline));
            await Console.Error.WriteLineAsync($"  round {round + 1}: {Line.Text(oursTook[^1])}, baseline {Line.Text(baselineTook[^1])}");
        }

        return (MedianOf(oursTook), MedianOf(baselineTook));
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> run)
    {
        var started = Stopwatch.GetTimestamp();
        await run();
        return Stopwatch.GetElapsedTime(started);
    }

    private static TimeSpan MedianOf(List<TimeSpan> durations)
    {
        durations.Sort();
        var middle = durations.Count / 2;
        return durations.Count % 2 == 1 ? durations[middle] : (durations[middle - 1] + durations[middle]) / 2;
    }
}
