using System.Globalization;

namespace Auth0Ps.Sandbox;

/// <summary>
/// How many requests the sandbox takes before it answers 429: token buckets after Auth0's published rate limit policies.
/// </summary>
public sealed class RateLimitProfile : IEquatable<RateLimitProfile>
{
    private RateLimitProfile(string name, BucketSize management, BucketSize authentication)
    {
        Name = name;
        Management = management;
        Authentication = authentication;
    }

    /// <summary>Refuses nothing; the headers are still sent.</summary>
    public static RateLimitProfile None { get; } = new("none", BucketSize.Endless, BucketSize.Endless);

    /// <summary>Management API: burst of 2, then 2 a second. Authentication API: 30 a second.</summary>
    public static RateLimitProfile Free { get; } = new("free", new(2, 2), new(30, 30));

    /// <summary>
    /// Management API: burst of 10, then 150 a minute; listing applications burst of 5, then 100 a minute; listing organizations burst
    /// of 5, then 50 a minute; the tenant's log burst of 10, then 100 a minute. Authentication API: 25 a second.
    /// </summary>
    public static RateLimitProfile Pro { get; } = new("pro", new(10, 150 / 60.0), new(25, 25))
    {
        ListClients = new(5, 100 / 60.0),
        ListOrganizations = new(5, 50 / 60.0),
        Logs = new(10, 100 / 60.0),
    };

    /// <summary>Management API: burst of 50, then 50 a second; the tenant's log burst of 10, then 100 a minute. Authentication API: 100 a second. The default.</summary>
    public static RateLimitProfile Enterprise { get; } = new("enterprise", new(50, 50), new(100, 100)) { Logs = new(10, 100 / 60.0) };

    /// <summary>The name as <see cref="Parse"/> takes it: a profile's or a number.</summary>
    public string Name { get; }

    internal BucketSize Management { get; }

    internal BucketSize Authentication { get; }

    /// <summary>A bucket of its own for that call, where the plan has one.</summary>
    internal BucketSize? ListClients { get; private init; }

    /// <summary>A bucket of its own for that call, where the plan has one.</summary>
    internal BucketSize? ListOrganizations { get; private init; }

    /// <summary>A bucket of its own for the tenant's log, where the plan has one.</summary>
    internal BucketSize? Logs { get; private init; }

    /// <summary>As many requests a second, with a burst of the same size, on either API.</summary>
    /// <param name="requests">Above 0, at most 1,000,000; below 1 the burst is one request.</param>
    /// <exception cref="ArgumentOutOfRangeException">Out of that range.</exception>
    public static RateLimitProfile PerSecond(double requests)
    {
        if (!(requests is > 0 and <= 1_000_000))
            throw new ArgumentOutOfRangeException(nameof(requests), requests, "A rate limit must be above 0 and at most 1,000,000 requests a second.");
        var size = new BucketSize(Math.Max(1, (int)requests), requests);
        return new(requests.ToString(CultureInfo.InvariantCulture), size, size);
    }

    /// <summary>Reads <c>none</c>, <c>free</c>, <c>pro</c>, <c>enterprise</c> (any case), or a number of requests a second.</summary>
    /// <exception cref="FormatException">Neither a profile nor a number in range.</exception>
    public static RateLimitProfile Parse(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        foreach (var profile in new[] { None, Free, Pro, Enterprise })
        {
            if (string.Equals(profile.Name, text.Trim(), StringComparison.OrdinalIgnoreCase))
                return profile;
        }

        return double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var requests) && requests is > 0 and <= 1_000_000
            ? PerSecond(requests)
            : throw new FormatException($"'{text}' is not a rate limit. Use none, free, pro, enterprise, or a number of requests a second (above 0, at most 1000000).");
    }

    /// <inheritdoc/>
    public bool Equals(RateLimitProfile? other) => other is not null && other.Name == Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as RateLimitProfile);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>Returns <see cref="Name"/>.</summary>
    public override string ToString() => Name;

    /// <summary>A bucket: how much it holds and how fast it fills.</summary>
    /// <param name="Burst">Requests a full bucket lets through at once.</param>
    /// <param name="PerSecond">Requests that come back each second.</param>
    internal sealed record BucketSize(int Burst, double PerSecond)
    {
        /// <summary>Never empty.</summary>
        public static BucketSize Endless { get; } = new(1_000_000, double.PositiveInfinity);
    }
}
