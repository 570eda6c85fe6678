using System.Globalization;
using System.Net.Http.Headers;

namespace Auth0Ps.Http;

/// <summary>What an answer's headers tell of the tenant's rate limit (Auth0 docs, "Rate limit policy").</summary>
/// <param name="Limit">The bucket's size, in requests.</param>
/// <param name="Remaining">Requests left in the bucket.</param>
/// <param name="ResetsAt">When the bucket is refilled, on the server's clock, in whole seconds.</param>
/// <param name="RetryAfter">The wait the server asks for, where it sends <c>Retry-After</c>.</param>
internal sealed record RateLimitState(int? Limit, int? Remaining, DateTimeOffset? ResetsAt, TimeSpan? RetryAfter)
{
    /// <summary>The token quotas that the answer speaks of; where there are any, the other values may be theirs and not the tenant's.</summary>
    public IReadOnlyList<TokenQuota> Quotas { get; init; } = [];

    /// <summary>The quota that is used up; the one that lasts longest where several are.</summary>
    internal TokenQuota? UsedUp => Quotas.Where(quota => quota.Remaining <= 0).MaxBy(quota => quota.ResetsIn);

    internal static RateLimitState From(HttpResponseHeaders headers) =>
        new(
            (int?)Number(headers, "x-ratelimit-limit"),
            (int?)Number(headers, "x-ratelimit-remaining"),
            Number(headers, "x-ratelimit-reset") is { } seconds and > 0 and < 253402300800
                ? DateTimeOffset.FromUnixTimeSeconds(seconds)
                : null,
            headers.RetryAfter switch
            {
                { Delta: { } delta } => delta,
                { Date: { } date } when headers.Date is { } now => date - now,
                _ => null,
            })
        {
            Quotas = TokenQuota.From(headers),
        };

    private static long? Number(HttpResponseHeaders headers, string name) =>
        headers.TryGetValues(name, out var values)
        && long.TryParse(values.First(), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && number <= int.MaxValue * (name.EndsWith("reset", StringComparison.Ordinal) ? 1000L : 1L)
            ? number
            : null;
}
