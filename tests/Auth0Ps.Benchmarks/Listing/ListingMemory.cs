using Auth0Ps.Benchmarks.Reporting;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Benchmarks.Listing;

/// <summary>How much memory a listing holds at its peak, sandbox included, which runs in this process.</summary>
internal static class ListingMemory
{
    private const int Between = 250;

    // What a listing remembers of each application, so as to pass it on once, is far below the application itself.
    private const long MostGrowth = 1048576;

    public static async Task<IReadOnlyList<Line>> RunAsync(Options options)
    {
        await using var tenant = await BenchmarkTenant.StartAsync(options.Listed, TimeSpan.Zero, RateLimitProfile.None);
        await PeakAsync(tenant, kept: null, most: int.MaxValue);

        var fifth = await PeakAsync(tenant, kept: null, options.Listed / 5);
        var streamed = await PeakAsync(tenant, kept: null, int.MaxValue);
        var listed = await PeakAsync(tenant, kept: [], int.MaxValue);
        var ratio = (double)listed / Math.Max(streamed, 1);
        var growth = Math.Max(0, streamed - fifth);
        return
        [
            new($"memory, {options.Listed} applications streamed; kept in a list", Line.Megabytes(streamed), Line.Megabytes(listed), Line.Times(ratio)),
            new("memory, streamed; a fifth of them", Line.Megabytes(streamed), Line.Megabytes(fifth), $"+{Line.Megabytes(growth)}", $"at most +{Line.Megabytes(MostGrowth)}", growth <= MostGrowth),
        ];
    }

    private static async Task<long> PeakAsync(BenchmarkTenant tenant, List<Auth0Application>? kept, int most)
    {
        var (before, peak, count) = (GC.GetTotalMemory(forceFullCollection: true), 0L, 0);
        await foreach (var application in tenant.ListAsync())
        {
            kept?.Add(application);
            if (++count % Between == 0)
                peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
            if (count >= most)
                break;
        }

        peak = Math.Max(peak, GC.GetTotalMemory(forceFullCollection: true) - before);
        GC.KeepAlive(kept);
        return peak;
    }
}
