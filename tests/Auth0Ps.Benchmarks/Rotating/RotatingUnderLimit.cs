using System.Globalization;
using Auth0Ps.Benchmarks.Reporting;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Benchmarks.Rotating;

/// <summary>How much of a rate limit many rotations use.</summary>
internal static class RotatingUnderLimit
{
    private const int PerSecond = 50;
    private const double Goal = 0.95;

    public static async Task<IReadOnlyList<Line>> RunAsync(Options options)
    {
        await using var tenant = await BenchmarkTenant.StartAsync(RotatingRun.SeedFor(options.Rotated), options.Latency, RateLimitProfile.PerSecond(PerSecond));
        var run = await RotatingRun.PrepareAsync(tenant, options.Rotated);

        // The bucket is full again before it counts.
        await Task.Delay(TimeSpan.FromSeconds(1.5));
        var known = tenant.Sandbox.Requests.Count;
        var failure = await FailureOfAsync(() => run.RotateAllAsync(options.Throttle));
        var requests = tenant.Sandbox.Requests.Skip(known).Where(request => request.Path.StartsWith("/api/v2/", StringComparison.Ordinal)).ToList();
        return
        [
            UseOf(requests, $"rotate {options.Rotated} applications, {options.Throttle} at once; {PerSecond}/s allowed", PerSecond, Goal),
            new("429 that reached the caller", failure ?? "0", Goal: "0", IsMet: failure is null),
        ];
    }

    /// <summary>The use of an allowance: a full bucket at the first request, and what came back until the last.</summary>
    public static Line UseOf(IReadOnlyList<RequestLogEntry> requests, string what, int perSecond, double? goal)
    {
        var time = requests[^1].Time - requests[0].Time;
        var allowed = perSecond + (perSecond * time.TotalSeconds);
        var refused = requests.Count(request => request.Status == 429);
        var answered = requests.Count - refused;
        return new(
            what,
            string.Create(CultureInfo.InvariantCulture, $"{answered} in {time.TotalSeconds:0.0} s"),
            string.Create(CultureInfo.InvariantCulture, $"{allowed:0} allowed, {refused} refused"),
            Percent(answered / allowed),
            goal is { } atLeast ? $"at least {Percent(atLeast)}" : "",
            goal is null ? null : answered / allowed >= goal);
    }

    private static string Percent(double share) => string.Create(CultureInfo.InvariantCulture, $"{100 * share:0.0} %");

    private static async Task<string?> FailureOfAsync(Func<Task> run)
    {
        try
        {
            await run();
            return null;
        }
        catch (InvalidOperationException exception)
        {
            return exception.Message;
        }
    }
}
