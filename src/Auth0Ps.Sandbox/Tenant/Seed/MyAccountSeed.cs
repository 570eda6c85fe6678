namespace Auth0Ps.Sandbox.Tenant.Seed;

/// <summary>Gives the tenant its My Account API: a new tenant, and one from a state file that was written before there was one.</summary>
internal static class MyAccountSeed
{
    public static void Ensure(TenantStore store, string audience)
    {
        if (store.ResourceServers.All().Any(server => server.IsMyAccount))
            return;
        // An API of the tenant's owner may have the identifier already, and keeps it.
        if (store.ResourceServers.FindByAlternateKey(audience) is null)
            store.Apply(new() { ResourceServer = ApiSeed.MyAccount(audience) });
    }
}
