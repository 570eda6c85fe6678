using System.Collections.Concurrent;
using Auth0Ps.Rotation;

namespace Auth0Ps.Pipeline.Rotating;

/// <summary>What this process rotated, without the secrets; the newest 10,000.</summary>
internal static class ProcessHistory
{
    private const int Longest = 10_000;

    private static readonly ConcurrentQueue<Auth0SecretRotationRecord> Records = new();

    public static IEnumerable<Auth0SecretRotationRecord> NewestFirst => Records.Reverse();

    public static void Add(RotationOutcome rotation, string name)
    {
        Records.Enqueue(Auth0SecretRotationRecord.Of(rotation, name, DateTimeOffset.UtcNow));
        while (Records.Count > Longest)
            Records.TryDequeue(out _);
    }
}
