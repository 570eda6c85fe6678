using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.State;

/// <summary>The identifiers of the tenant's own APIs hold the port; after a start on another port they and what names them are renamed.</summary>
internal static class StateRelocation
{
    public static void Apply(TenantStore store, string domain)
    {
        foreach (var server in store.ResourceServers.All().Where(server => server.IsSystem).ToList())
            Move(store, server, server.IsMyAccount ? SandboxTenant.MyAccountAudienceOf(domain) : SandboxTenant.AudienceOf(domain));
    }

    private static void Move(TenantStore store, ResourceServer server, string audience)
    {
        if (server.Identifier == audience)
            return;
        store.Apply(new() { ResourceServer = server with { Identifier = audience } });
        foreach (var grant in store.ClientGrants.All().Where(grant => grant.Audience == server.Identifier).ToList())
            store.Apply(new() { ClientGrant = grant with { Audience = audience } });
        foreach (var family in store.RefreshTokenFamilies.All().Where(family => family.Audience == server.Identifier).ToList())
            store.Apply(new() { RefreshTokenFamily = family with { Audience = audience } });
    }
}
