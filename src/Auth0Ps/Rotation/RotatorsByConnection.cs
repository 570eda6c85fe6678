using System.Collections.Concurrent;
using Auth0Ps.Management;

namespace Auth0Ps.Rotation;

/// <summary>One rotator for each connection, so that what it learns of a tenant serves all of the tenant's applications.</summary>
internal sealed class RotatorsByConnection(Func<Auth0Connection, TenantSession> open)
{
    private readonly ConcurrentDictionary<Guid, SecretRotator> _rotators = new();

    public SecretRotator For(Auth0Connection connection) =>
        _rotators.GetOrAdd(connection.Id, _ => new SecretRotator(open(connection)));
}
