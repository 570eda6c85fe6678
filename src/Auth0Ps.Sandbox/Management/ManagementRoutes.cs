using Auth0Ps.Sandbox.Management.ClientGrants;
using Auth0Ps.Sandbox.Management.Clients;
using Auth0Ps.Sandbox.Management.Credentials;
using Auth0Ps.Sandbox.Management.Keys;
using Auth0Ps.Sandbox.Management.Logs;
using Auth0Ps.Sandbox.Management.Organizations;
using Auth0Ps.Sandbox.Management.ResourceServers;
using Auth0Ps.Sandbox.Management.Settings;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.Tenant.Keys;
using Auth0Ps.Sandbox.TenantLogs;

namespace Auth0Ps.Sandbox.Management;

/// <summary>Every call the Management API offers.</summary>
internal static class ManagementRoutes
{
    public static IEnumerable<ManagementRoute> All(TenantStore store, SigningKeys keys, TenantLog log, string domain, TimeProvider time, TimeSpan propagationDelay)
    {
        var certificate = new TenantCertificate(store);
        return
        [
            .. new ClientEndpoints(store, certificate, time, propagationDelay).Routes,
            .. new CredentialEndpoints(store, time).Routes,
            .. new ClientGrantEndpoints(store, time).Routes,
            .. new ResourceServerEndpoints(store, time).Routes,
            .. new OrganizationEndpoints(store, time).Routes,
            .. new OrganizationGrantEndpoints(store, time).Routes,
            .. new OrganizationMemberEndpoints(store, time).Routes,
            .. new DiscoveryDomainEndpoints(store, time).Routes,
            .. new TenantSettingsEndpoints(store).Routes,
            .. new SigningKeyEndpoints(store, keys).Routes,
            .. new LogEndpoints(log, domain).Routes,
        ];
    }
}
