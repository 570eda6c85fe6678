namespace Auth0Ps.Connections;

/// <summary>
/// Knows hosts by the tenant that answers there. A tenant's own host names it; a custom domain belongs to the tenant whose Management API
/// its connections ask for, because Auth0 takes no other audience there.
/// </summary>
internal sealed class TenantNames
{
    private readonly Dictionary<string, string> _tenants = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>Learns from connections.</summary>
    public TenantNames(IEnumerable<Auth0Connection> connections)
    {
        foreach (var connection in connections)
        {
            if (connection.CanonicalTenant is { } tenant)
                _tenants.TryAdd(connection.Domain, tenant);
        }
    }

    /// <summary>The tenant of a connection.</summary>
    public string Of(Auth0Connection connection) => connection.CanonicalTenant ?? OfHost(connection.Domain);

    /// <summary>The tenant at a host; the host itself where nothing else is known.</summary>
    public string OfHost(string host) => _tenants.GetValueOrDefault(host, host);

    /// <summary>A client of a connection's tenant.</summary>
    public ClientIdentity Client(Auth0Connection connection, string clientId) => Client(Of(connection), clientId);

    /// <summary>A client of a tenant.</summary>
    /// <param name="tenant">The tenant's own host.</param>
    public ClientIdentity Client(string tenant, string clientId)
    {
        var others = _tenants.Where(known => known.Value == tenant && known.Key != tenant).Select(known => known.Key).Order(StringComparer.Ordinal).ToArray();
        return new ClientIdentity(tenant, clientId) { OtherHosts = others.Length == 0 ? [] : others };
    }
}
