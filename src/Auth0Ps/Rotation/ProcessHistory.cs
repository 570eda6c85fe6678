using System.Collections.Concurrent;

namespace Auth0Ps.Rotation;

/// <summary>What this process rotated, without the secrets; the newest 10,000.</summary>
internal static class ProcessHistory
{
    private const int Longest = 10_000;

    private static readonly ConcurrentQueue<Auth0SecretRotationRecord> Records = new();

    public static IEnumerable<Auth0SecretRotationRecord> NewestFirst => Records.Reverse();

    public static void Add(Auth0SecretRotationResult result)
    {
        Records.Enqueue(new Auth0SecretRotationRecord
        {
            Name = result.Name,
            ClientId = result.ClientId,
            At = DateTimeOffset.UtcNow,
            JobId = result.JobId,
            Status = result.Status,
            Phase = result.Phase,
            VerifiedBy = result.VerifiedBy,
            Attempts = result.Attempts,
            Message = result.Message,
            Host = Environment.MachineName,
        });
        while (Records.Count > Longest)
            Records.TryDequeue(out _);
    }
}
