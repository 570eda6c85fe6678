using Auth0Ps.Benchmarks.Reporting;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Benchmarks.Listing;

/// <summary>How long a large tenant takes to list.</summary>
internal static class ListingSpeed
{
    private const double Goal = 6;

    public static async Task<IReadOnlyList<Line>> RunAsync(Options options)
    {
        await using var tenant = await BenchmarkTenant.StartAsync(options.Listed, options.Latency, RateLimitProfile.None);
        using var sequential = new SequentialListing(tenant.Sandbox);

        // Once before it counts: both sides sign in, and their code is compiled.
        var (found, expected) = (await CountAsync(tenant), await sequential.RunAsync());
        if (found != expected)
            throw new InvalidOperationException($"{found} applications were listed, and the baseline found {expected}.");
        var (ours, baseline) = await Rounds.AlternateAsync(options.Rounds, () => CountAsync(tenant), sequential.RunAsync);
        return [Line.Of($"list {found} applications; one page after the other", ours, baseline, Goal)];
    }

    private static async Task<int> CountAsync(BenchmarkTenant tenant)
    {
        var count = 0;
        await foreach (var application in tenant.ListAsync())
            count++;
        return count;
    }
}
