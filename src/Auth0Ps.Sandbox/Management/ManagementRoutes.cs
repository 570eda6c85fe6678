using Auth0Ps.Sandbox.Management.Clients;
using Auth0Ps.Sandbox.Management.Credentials;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management;

/// <summary>Every call the Management API offers.</summary>
internal static class ManagementRoutes
{
    public static IEnumerable<ManagementRoute> All(TenantStore store, TimeProvider time, TimeSpan propagationDelay)
    {
        var certificate = new TenantCertificate(store);
        return
        [
            .. new ClientEndpoints(store, certificate, time, propagationDelay).Routes,
            .. new CredentialEndpoints(store, time).Routes,
        ];
    }
}
