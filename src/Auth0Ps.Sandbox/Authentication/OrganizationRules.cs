using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication;

/// <summary>Whether and for which organization an application may get a token: the grant's usage, association, or any organization.</summary>
internal sealed class OrganizationRules
{
    private readonly TenantStore _store;

    public OrganizationRules(TenantStore store) => _store = store;

    /// <summary>The organization of the token, or null when it has none.</summary>
    /// <exception cref="OAuthException">Required but absent, given but denied, unknown, or not associated.</exception>
    public Organization? Resolve(Client client, ClientGrant grant, string? requested)
    {
        requested ??= DefaultOrganization(client);
        if (requested is null)
            return grant.OrganizationUsage == "require" ? throw OAuthErrors.OrganizationRequired() : null;
        if (grant.OrganizationUsage is not ("allow" or "require"))
            throw OAuthErrors.OrganizationNotAllowed();
        var organization = Find(requested);
        if (grant.AllowAnyOrganization != true && !organization.GrantIds.Contains(grant.Id, StringComparer.Ordinal))
            throw OAuthErrors.OrganizationNotGranted(client.ClientId, grant.Audience, requested);
        return organization;
    }

    private static string? DefaultOrganization(Client client) =>
        client.Settings.Member("default_organization") is { } setting
        && setting.Texts("flows")?.Contains("client_credentials", StringComparer.Ordinal) == true
            ? setting.Text("organization_id")
            : null;

    /// <summary>The organization of that identifier, or of that name where the tenant allows names.</summary>
    /// <exception cref="OAuthException">There is none, or a name is not allowed.</exception>
    public Organization Find(string requested)
    {
        if (requested.StartsWith("org_", StringComparison.Ordinal))
            return _store.Organizations.Find(requested) ?? throw OAuthErrors.UnknownOrganization();
        if (!_store.Settings.AllowsOrganizationName)
            throw OAuthErrors.OrganizationNameNotAllowed();
        return _store.Organizations.FindByAlternateKey(requested.ToLowerInvariant()) ?? throw OAuthErrors.UnknownOrganization();
    }
}
