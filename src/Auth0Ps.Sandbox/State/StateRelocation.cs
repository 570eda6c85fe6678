using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.State;

/// <summary>The Management API's identifier holds the port; after a start on another port it and the grants for it are renamed.</summary>
internal static class StateRelocation
{
    public static void Apply(TenantStore store, string managementAudience)
    {
        if (store.ResourceServers.All().FirstOrDefault(server => server.IsSystem) is not { } management || management.Identifier == managementAudience)
            return;
        store.Apply(new() { ResourceServer = management with { Identifier = managementAudience } });
        foreach (var grant in store.ClientGrants.All().Where(grant => grant.Audience == management.Identifier).ToList())
            store.Apply(new() { ClientGrant = grant with { Audience = managementAudience } });
    }
}
