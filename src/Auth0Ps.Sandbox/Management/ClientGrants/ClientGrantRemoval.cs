using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.ClientGrants;

/// <summary>Takes grants away, with their associations to organizations.</summary>
internal static class ClientGrantRemoval
{
    public static void Remove(TenantChanges changes, TenantStore store, IEnumerable<ClientGrant> grants)
    {
        var removed = new HashSet<string>(StringComparer.Ordinal);
        foreach (var grant in grants)
        {
            changes.Remove(grant);
            removed.Add(grant.Id);
        }

        foreach (var organization in store.Organizations.All().Where(candidate => candidate.GrantIds.Any(removed.Contains)))
            changes.Put(organization with { GrantIds = [.. organization.GrantIds.Where(id => !removed.Contains(id))] });
    }
}
