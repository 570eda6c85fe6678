using System.Globalization;
using System.Text.Json;
using Auth0Ps.Sandbox.Authentication;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.RateLimits;

/// <summary>
/// How many machine-to-machine tokens an application, or an organization, may get in an hour and in a day (Auth0's page on fine-grained token
/// quotas). Counted in memory, in hours and days of UTC.
/// </summary>
internal sealed class TokenQuotas
{
    private static readonly (string Bucket, int Seconds)[] QuotaWindows = [("per_hour", 3600), ("per_day", 86400)];
    private readonly object _lock = new();
    private readonly Dictionary<(string Owner, string Bucket), (long Window, int Used)> _used = [];
    private readonly TenantStore _store;
    private readonly TimeProvider _time;

    public TokenQuotas(TenantStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <summary>Counts one token and returns the header fields that tell what is left.</summary>
    /// <exception cref="OAuthException">429: an enforced quota is used up; nothing is counted.</exception>
    public IReadOnlyList<(string Name, string Value)> Take(Client client, Organization? organization)
    {
        Quota?[] quotas =
        [
            Of("clients", client.ClientId, client.Settings, "Client"),
            organization is null ? null : Of("organizations", organization.Id, organization.Settings, "Organization"),
        ];
        lock (_lock)
        {
            var now = _time.GetUtcNow().ToUnixTimeSeconds();
            foreach (var quota in quotas.OfType<Quota>().Where(quota => quota.Enforced))
            {
                if (quota.Limits.FirstOrDefault(limit => Used(quota, limit, now) >= limit.Most) is { Most: > 0 } exceeded)
                    throw Exceeded(quota, exceeded, now);
            }

            foreach (var quota in quotas.OfType<Quota>())
            {
                foreach (var limit in quota.Limits)
                    _used[(quota.Owner, limit.Bucket)] = (now / limit.Seconds, Used(quota, limit, now) + 1);
            }

            return [.. quotas.OfType<Quota>().Select(quota => Header(quota, now))];
        }
    }

    private Quota? Of(string group, string id, JsonElement settings, string title)
    {
        var given = settings.Member("token_quota") ?? _store.Settings.Values.Member("default_token_quota")?.Member(group);
        if (given?.Member("client_credentials") is not { ValueKind: JsonValueKind.Object } quota)
            return null;
        var limits = QuotaWindows
            .Select(window => new Limit(window.Bucket, window.Seconds, quota.Number(window.Bucket) ?? 0))
            .Where(limit => limit.Most > 0)
            .ToList();
        return limits.Count == 0 ? null : new Quota(group + ":" + id, title, quota.Flag("enforce") ?? true, limits);
    }

    private int Used(Quota quota, Limit limit, long now) =>
        _used.TryGetValue((quota.Owner, limit.Bucket), out var used) && used.Window == now / limit.Seconds ? used.Used : 0;

    private (string Name, string Value) Header(Quota quota, long now) => ($"Auth0-{quota.Title}-Quota-Limit", string.Join(',', quota.Limits.Select(limit =>
        string.Create(CultureInfo.InvariantCulture, $"b={limit.Bucket};q={limit.Most};r={Math.Max(0, limit.Most - Used(quota, limit, now))};t={limit.Left(now)}"))));

    // The x-ratelimit fields are those of the quota, not of the tenant's pace.
    private OAuthException Exceeded(Quota quota, Limit limit, long now) => new(429, "too_many_requests", quota.Title + " quota exceeded")
    {
        Headers =
        [
            ("x-ratelimit-limit", limit.Most.ToString(CultureInfo.InvariantCulture)),
            ("x-ratelimit-remaining", "0"),
            ("x-ratelimit-reset", (now + limit.Left(now)).ToString(CultureInfo.InvariantCulture)),
            ("retry-after", limit.Left(now).ToString(CultureInfo.InvariantCulture)),
            Header(quota, now),
        ],
    };

    private sealed record Quota(string Owner, string Title, bool Enforced, IReadOnlyList<Limit> Limits);

    private readonly record struct Limit(string Bucket, int Seconds, int Most)
    {
        /// <summary>Seconds until it counts from nothing again.</summary>
        public long Left(long now) => Seconds - (now % Seconds);
    }
}
