using System.Collections.Concurrent;

namespace Auth0Ps.Pipeline.Rotating;

/// <summary>
/// The newest secret of each client that no vault took, kept until this process ends: when the pipeline is stopped or what
/// comes after the rotation fails, these are the only copies.
/// </summary>
internal static class UnsavedResults
{
    private static readonly ConcurrentDictionary<(string Domain, string ClientId), Auth0SecretRotationResult> Newest = new();

    public static IReadOnlyList<Auth0SecretRotationResult> All =>
        [.. Newest.Values.OrderByDescending(result => result.RotatedAt ?? DateTimeOffset.MaxValue)];

    public static void Keep(string domain, Auth0SecretRotationResult result)
    {
        if (result.Credential is not null)
            Newest[(domain, result.ClientId)] = result;
    }
}
