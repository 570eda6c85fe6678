namespace Auth0Ps.Hooks;

/// <summary>When a delivery that failed is tried again, and when no more.</summary>
internal static class HookBackOff
{
    /// <summary>What lies between an attempt and the next: as Standard Webhooks recommend, but for the first, because deliveries come with runs.</summary>
    private static readonly TimeSpan[] Waits =
    [
        TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>True after so many attempts: about three days at the earliest.</summary>
    public static bool IsOver(int attempts) => attempts > Waits.Length;

    /// <summary>The first moment of the next attempt; a fifth earlier or later, so that not all come at once.</summary>
    /// <param name="attempts">How many there were.</param>
    /// <param name="asked">How long the other side asks to wait before the next attempt.</param>
    public static DateTimeOffset After(int attempts, DateTimeOffset now, TimeSpan? asked)
    {
        var wait = Waits[Math.Clamp(attempts, 1, Waits.Length) - 1] * (0.8 + (Random.Shared.NextDouble() * 0.4));
        var longest = Waits[^1];
        return now + (asked is { } longer && longer > wait ? longer < longest ? longer : longest : wait);
    }
}
