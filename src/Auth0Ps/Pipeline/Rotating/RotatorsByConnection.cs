using System.Collections.Concurrent;
using Auth0Ps.Applications;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.ClientSecrets;

namespace Auth0Ps.Pipeline.Rotating;

/// <summary>One rotator of each kind for each connection, so that what it learns of a tenant serves all of the tenant's applications.</summary>
internal sealed class RotatorsByConnection(Func<Auth0Connection, TenantSession> open)
{
    private readonly ConcurrentDictionary<Guid, SecretRotator> _rotators = new();
    private readonly ConcurrentDictionary<Guid, VaultRotator> _intoVaults = new();

    public SecretRotator For(Auth0Connection connection) =>
        _rotators.GetOrAdd(connection.Id, _ => new SecretRotator(open(connection)));

    public VaultRotator IntoVaultsFor(Auth0Connection connection) =>
        _intoVaults.GetOrAdd(connection.Id, _ => new VaultRotator(open(connection)));
}
