using System.Globalization;

namespace Auth0Ps.Http;

/// <summary>Says which limit a 429 speaks of, and for how long.</summary>
internal static class RateLimitWords
{
    /// <summary>The limit, for a sentence's brackets.</summary>
    public static string Of(TenantResponse response)
    {
        if (response.RateLimit.UsedUp is { } quota)
            return $"{QuotaOf(quota)} is used up, and refilled in {Duration(quota.ResetsIn)}";

        var said = AuthErrorBody.From(response)?.Message;
        var limit = said is not null && said.Contains("quota", StringComparison.OrdinalIgnoreCase) ? $"a quota: {said}" : "rate limit";
        return response.RateLimit.RetryAfter is { } wait && wait > TimeSpan.Zero ? $"{limit}; Auth0 asks to wait {Duration(wait)}" : limit;
    }

    /// <summary>True where an application's or organization's token quota refused, and not the tenant's own limit.</summary>
    public static bool IsQuota(TenantResponse response) =>
        response.RateLimit.UsedUp is not null || AuthErrorBody.From(response)?.Message.Contains("quota", StringComparison.OrdinalIgnoreCase) == true;

    /// <summary>A time in its largest unit, rounded up, because earlier is of no use.</summary>
    public static string Duration(TimeSpan time)
    {
        var (number, unit) = time.TotalHours >= 2 ? (time.TotalHours, "hour")
            : time.TotalMinutes >= 2 ? (time.TotalMinutes, "minute")
            : (time.TotalSeconds, "second");
        var whole = Math.Max(1, Math.Ceiling(number));
        return string.Create(CultureInfo.InvariantCulture, $"{whole:0} {unit}{(whole == 1 ? "" : "s")}");
    }

    private static string QuotaOf(TokenQuota quota) => string.Create(
        CultureInfo.InvariantCulture,
        $"the {quota.Owner}'s token quota of {quota.Quota} {(quota.Bucket.StartsWith("per_", StringComparison.Ordinal) ? "a " + quota.Bucket[4..] : $"({quota.Bucket})")}");
}
