using System.Globalization;
using System.Net.Http.Headers;

namespace Auth0Ps.Http;

/// <summary>
/// One bucket of the tokens that an application or an organization may ask for (Auth0 docs, "Fine-grained M2M token quotas"). It says
/// nothing of the pace that the tenant allows to others.
/// </summary>
/// <param name="Owner">Whose quota it is: <c>application</c> or <c>organization</c>.</param>
/// <param name="Bucket">Auth0's name for the period: <c>per_hour</c>, <c>per_day</c>.</param>
/// <param name="Quota">Tokens in a period.</param>
/// <param name="Remaining">Tokens left.</param>
/// <param name="ResetsIn">When the period ends.</param>
internal sealed record TokenQuota(string Owner, string Bucket, long Quota, long Remaining, TimeSpan ResetsIn)
{
    private static readonly (string Header, string Owner)[] Headers =
        [("Auth0-Client-Quota-Limit", "application"), ("Auth0-Organization-Quota-Limit", "organization")];

    /// <summary>Reads <c>b=per_hour;q=10;r=9;t=924,b=per_day;…</c>; parts that are not of this form are left out.</summary>
    internal static IReadOnlyList<TokenQuota> From(HttpResponseHeaders headers)
    {
        var quotas = new List<TokenQuota>();
        foreach (var (header, owner) in Headers)
        {
            if (!headers.TryGetValues(header, out var values))
                continue;
            foreach (var bucket in values.SelectMany(value => value.Split(',')))
            {
                var parts = bucket.Split(';').Select(part => part.Split('=', 2)).Where(part => part.Length == 2)
                    .GroupBy(part => part[0].Trim(), part => part[1].Trim(), StringComparer.Ordinal).ToDictionary(part => part.Key, part => part.First(), StringComparer.Ordinal);
                if (parts.TryGetValue("b", out var name) && Number(parts, "q") is { } quota && Number(parts, "r") is { } remaining && Number(parts, "t") is { } seconds)
                    quotas.Add(new TokenQuota(owner, name, quota, remaining, TimeSpan.FromSeconds(seconds)));
            }
        }

        return quotas;
    }

    private static long? Number(Dictionary<string, string> parts, string name) =>
        parts.TryGetValue(name, out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
