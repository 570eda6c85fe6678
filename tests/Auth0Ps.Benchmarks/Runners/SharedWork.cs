using System.Globalization;
using Auth0Ps.Benchmarks.Reporting;
using Auth0Ps.Benchmarks.Rotating;
using Auth0Ps.Core.Tests.State;
using Auth0Ps.PostgreSql;
using Auth0Ps.Sandbox;
using Auth0Ps.State;

namespace Auth0Ps.Benchmarks.Runners;

/// <summary>
/// How long many rotations that are due take one, two and four runners with their state in PostgreSQL, and one with its state in a folder; and how much of a
/// tenant's allowance four use together.
/// </summary>
internal static class SharedWork
{
    private const int PerSecond = 50;
    private const double Goal = 0.9;

    public static async Task<IReadOnlyList<Line>> RunAsync(Options options)
    {
        var server = new PostgreSqlServer();
        await server.InitializeAsync();
        try
        {
            if (server.WhyNot is { } reason)
                return [Line.NotMeasured("runners that share what is due", reason)];
            var what = $"rotate {options.Rotated} that are due";
            var folder = await TimeAsync(options, 1, static folder => $"folder:{Path.Combine(folder, "state")}", static place => new FolderStore(new DataFolder(StateLocation.Parse(place, "The place").Folder!), TimeLimits.Default));
            var alone = await TimeAsync(options, 1, _ => server.Uri(server.NewDatabase()), Open);
            var two = await TimeAsync(options, 2, _ => server.Uri(server.NewDatabase()), Open);
            var four = await TimeAsync(options, 4, _ => server.Uri(server.NewDatabase()), Open);
            return
            [
                Line.Of($"{what}, one runner on PostgreSQL; one on the folder", alone, folder),
                Line.Of($"{what}, two runners on PostgreSQL; one", two, alone),
                Line.Of($"{what}, four runners on PostgreSQL; one", four, alone),
                .. await UnderLimitAsync(options, server),
            ];
        }
        finally
        {
            await server.DisposeAsync();
        }
    }

    private static PostgreSqlStore Open(string place) => new(StateLocation.Parse(place, "The place").PostgreSql!, TimeLimits.Default);

    private static async Task<TimeSpan> TimeAsync(Options options, int runners, Func<string, string> location, Func<string, IStateStore> open)
    {
        await using var place = await RunnerPlace.PrepareAsync(options.Rotated, options.Latency, RateLimitProfile.None, location, open);
        var (time, _) = await new RunnerFleet(place, options.Throttle).RunAsync(runners);
        place.RequireAllDone();
        return time;
    }

    private static async Task<IEnumerable<Line>> UnderLimitAsync(Options options, PostgreSqlServer server)
    {
        const int Runners = 4;
        await using var place = await RunnerPlace.PrepareAsync(options.Rotated, options.Latency, RateLimitProfile.PerSecond(PerSecond), _ => server.Uri(server.NewDatabase()), Open);

        // The bucket is full again before it counts.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        var known = place.Sandbox.Requests.Count;
        var (_, said) = await new RunnerFleet(place, options.Throttle).RunAsync(Runners);
        var requests = place.Sandbox.Requests.Skip(known).Where(static request => request.Path.StartsWith("/api/v2/", StringComparison.Ordinal)).ToList();
        var refused = said.Count(static line => line.Contains("rate limit", StringComparison.OrdinalIgnoreCase));
        place.RequireAllDone();
        return
        [
            RotatingUnderLimit.UseOf(requests, $"rotate {options.Rotated} that are due, {Runners} runners; {PerSecond}/s allowed", PerSecond, Goal),
            new("429 that reached a user of theirs", refused.ToString(CultureInfo.InvariantCulture), Goal: "0", IsMet: refused == 0),
        ];
    }
}
