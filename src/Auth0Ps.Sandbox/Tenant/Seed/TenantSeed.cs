using Auth0Ps.Sandbox.State;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Tenant.Seed;

/// <summary>Fills an empty tenant so that it looks like a real one.</summary>
internal static class TenantSeed
{
    /// <summary>The tenant's name, as in the <c>tenant</c> member of applications.</summary>
    public const string TenantName = "auth0ps-sandbox";

    public static void Fill(TenantStore store, int applicationCount, string managementAudience, DateTimeOffset now)
    {
        var management = Machine("Auth0Ps Sandbox Management");
        var limited = Machine("Auth0Ps Sandbox Limited");
        Put(store, new() { Settings = new TenantSettings(SettingsSeed.Values(), management.ClientId, limited.ClientId) });
        Put(store, new() { SigningKey = SigningKeyFactory.Create(TenantName, SigningKeyRole.Current, now) });
        Put(store, new() { ResourceServer = ApiSeed.Management(managementAudience) });
        var apis = ApiSeed.Customer();
        foreach (var api in apis)
            Put(store, new() { ResourceServer = api });
        Put(store, new() { Client = GlobalClient() });
        Put(store, new() { Client = management });
        Put(store, new() { ClientGrant = GrantSeed.Management(management.ClientId, managementAudience, ManagementScopes.All) });
        Put(store, new() { Client = limited });
        Put(store, new() { ClientGrant = GrantSeed.Management(limited.ClientId, managementAudience, ["read:clients"]) });
        var associated = Applications(store, applicationCount, apis, now);
        foreach (var (organization, index) in OrganizationSeed.All(now).Select((organization, index) => (organization, index)))
            Put(store, new() { Organization = organization with { GrantIds = index < 2 ? associated : [] } });
    }

    private static List<string> Applications(TenantStore store, int count, IReadOnlyList<ResourceServer> apis, DateTimeOffset now)
    {
        var seed = new ApplicationSeed(now);
        var associated = new List<string>();
        for (var position = 0; position < count; position++)
        {
            var client = seed.At(position);
            Put(store, new() { Client = client });
            if (GrantSeed.For(client, position, apis) is not { } grant)
                continue;
            Put(store, new() { ClientGrant = grant });
            // Grants that name their organizations one by one; a handful is enough for any tenant.
            if (grant.AllowAnyOrganization == false && associated.Count < 10)
                associated.Add(grant.Id);
        }

        return associated;
    }

    private static Client Machine(string name) => new()
    {
        ClientId = Identifiers.FirstPartyClient(),
        Name = name,
        Secret = Identifiers.ClientSecret(),
        Settings = ApplicationTemplate.Machine,
    };

    private static Client GlobalClient() => new()
    {
        ClientId = Identifiers.FirstPartyClient(),
        Name = "All Applications",
        Secret = Identifiers.ClientSecret(),
        Global = true,
        Settings = ApplicationTemplate.Global,
    };

    private static void Put(TenantStore store, StateOperation operation) => store.Apply(operation);
}
