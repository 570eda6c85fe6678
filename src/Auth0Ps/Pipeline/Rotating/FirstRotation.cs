using System.Collections.Concurrent;
using Auth0Ps.Applications;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.PrivateKeys;

namespace Auth0Ps.Pipeline.Rotating;

/// <summary>Rotates what was just saved; one rotator for each connection, so that what it learns of a tenant serves all.</summary>
/// <param name="open">Opens a tenant.</param>
internal sealed class FirstRotation(Func<Auth0Connection, TenantSession> open)
{
    /// <summary>What the user is asked.</summary>
    /// <param name="rotation">The rotation.</param>
    /// <param name="keys">What it would do, where it is of a private key.</param>
    public static string ActionOf(Auth0SecretRotation rotation, KeyPlan? keys) =>
        rotation.AnnounceFor is not null ? "Put the next client secret beside the present one, which stops working when the announced time has come"
        : rotation.Kind.RotatingMeans(keys?.Move);

    private readonly ConcurrentDictionary<Guid, VaultRotator> _rotators = new();

    /// <summary>Rotates; returns why it failed, or null when it did not.</summary>
    public async Task<Auth0Exception?> RotateAsync(Auth0SecretRotation rotation, Auth0Connection connection, CancellationToken stop)
    {
        var rotator = _rotators.GetOrAdd(connection.Id, _ => new VaultRotator(open(connection)));
        return RotationFailures.Of(await rotator.RotateAsync(rotation.ToTarget(new() { Origin = RotationOrigin.FirstRotation }), isDue: null, stop), explicitly: true);
    }
}
