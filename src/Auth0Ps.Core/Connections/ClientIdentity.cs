using System.Security.Cryptography;
using System.Text;

namespace Auth0Ps.Connections;

/// <summary>Which client is meant: one of a tenant, whatever host that is reached through.</summary>
/// <param name="Tenant">The tenant's own host; see <see cref="TenantNames"/>.</param>
/// <param name="ClientId">The client id.</param>
internal sealed record ClientIdentity(string Tenant, string ClientId)
{
    /// <summary>Other hosts of the tenant. Versions that took the host for the tenant kept leases and journals under them.</summary>
    public IReadOnlyList<string> OtherHosts { get; init; } = [];

    /// <summary>What names the client in files.</summary>
    public string Key => KeyOf(Tenant, ClientId);

    /// <summary>The same, and the names under the tenant's other hosts.</summary>
    public IReadOnlyList<string> Keys => OtherHosts.Count == 0 ? [Key] : [Key, .. OtherHosts.Select(host => KeyOf(host, ClientId))];

    /// <summary>What names a client in files: two tenants may have clients of one id.</summary>
    /// <param name="host">The tenant.</param>
    public static string KeyOf(string host, string clientId) =>
        Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes($"{host.ToLowerInvariant()}\n{clientId}")).AsSpan(0, 16)).ToLowerInvariant();

    /// <inheritdoc/>
    public bool Equals(ClientIdentity? other) => other is not null && Tenant == other.Tenant && ClientId == other.ClientId;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Tenant, ClientId);
}
