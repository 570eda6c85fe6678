using System.Globalization;
using Auth0Ps.Benchmarks.Reporting;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Benchmarks.Rotating;

/// <summary>How long many rotations take where nothing limits them, and how many requests each one makes.</summary>
internal static class RotatingSpeed
{
    private const int WarmUp = 20;
    private const int UsualThrottle = 10;
    private const double Goal = 10;

    // Signing in, and the list of client grants that all rotations share.
    private const int Overhead = 40;

    public static async Task<IReadOnlyList<Line>> RunAsync(Options options)
    {
        await using var tenant = await BenchmarkTenant.StartAsync(RotatingRun.SeedFor(options.Rotated), options.Latency, RateLimitProfile.None);
        await (await RotatingRun.PrepareAsync(tenant, Math.Min(WarmUp, options.Rotated))).RotateAllAsync(options.Throttle);
        var run = await RotatingRun.PrepareAsync(tenant, options.Rotated);

        // Every round sends the same number of requests, and the sandbox remembers the newest 10,000.
        var known = tenant.Sandbox.Requests.Count;
        await run.RotateAllAsync(UsualThrottle);
        var requests = tenant.Sandbox.Requests.Skip(known).ToList();

        var (ours, baseline) = await Rounds.AlternateAsync(options.Rounds, () => run.RotateAllAsync(options.Throttle), () => run.RotateAllAsync(atOnce: 1));
        var (usual, _) = await Rounds.AlternateAsync(options.Rounds, () => run.RotateAllAsync(UsualThrottle), static () => Task.CompletedTask);
        return
        [
            Line.Of($"rotate {options.Rotated} applications, {options.Throttle} at once; one after the other", ours, baseline, Goal),
            Line.Of($"rotate {options.Rotated} applications, {UsualThrottle} at once; one after the other", usual, baseline),
            .. RequestLines(requests, options.Rotated),
        ];
    }

    private static Line[] RequestLines(List<RequestLogEntry> requests, int rotations)
    {
        var changes = requests.Count(request => request.Method is "PATCH" or "POST" && request.Path.StartsWith("/api/v2/clients/", StringComparison.Ordinal));
        var others = requests.Count - changes;
        return
        [
            new("requests per rotation that change it", Each(changes), Goal: "1", IsMet: changes == rotations),
            new("requests per rotation that verify it", Each(others), Goal: "1", IsMet: others <= rotations + Overhead),
        ];

        string Each(int count) => string.Create(CultureInfo.InvariantCulture, $"{(double)count / rotations:0.00}");
    }
}
