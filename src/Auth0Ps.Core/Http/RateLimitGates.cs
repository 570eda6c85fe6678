using System.Collections.Concurrent;

namespace Auth0Ps.Http;

/// <summary>The gates of all tenants. Lists of a collection may have buckets of their own beside each API's (Auth0 docs, "Rate limit policy").</summary>
internal sealed class RateLimitGates(TimeProvider time)
{
    private const string Management = "/api/v2/";

    private readonly ConcurrentDictionary<(string Authority, string Bucket), RateLimitGate> _gates = new();

    public RateLimitGate For(HttpMethod method, Uri uri) =>
        _gates.GetOrAdd((uri.Authority, BucketOf(method, uri.AbsolutePath)), _ => new RateLimitGate(time));

    private static string BucketOf(HttpMethod method, string path)
    {
        if (!path.StartsWith(Management, StringComparison.Ordinal))
            return path.StartsWith("/oauth/", StringComparison.Ordinal) ? "/oauth/" : "";
        return method == HttpMethod.Get && !path[Management.Length..].Contains('/', StringComparison.Ordinal) ? path : Management;
    }
}
