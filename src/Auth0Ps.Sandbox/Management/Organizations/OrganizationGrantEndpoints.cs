using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Management.ClientGrants;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.Organizations;

/// <summary>Which client grants an organization is associated with.</summary>
internal sealed class OrganizationGrantEndpoints
{
    private readonly TenantStore _store;
    private readonly TimeProvider _time;

    public OrganizationGrantEndpoints(TenantStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    public IEnumerable<ManagementRoute> Routes =>
    [
        new("GET", "organizations/*/client-grants", ["read:organization_client_grants"], List) { Query = [.. QueryNames.Pages, "audience", "client_id", "grant_ids"] },
        new("POST", "organizations/*/client-grants", ["create:organization_client_grants"], Create),
        new("DELETE", "organizations/*/client-grants/*", ["delete:organization_client_grants"], Delete),
    ];

    private HttpResponse List(ManagementRequest request)
    {
        var organization = Find(request);
        var (audience, clientId) = (request.Query["audience"], request.Query["client_id"]);
        var grantIds = request.Query.List("grant_ids");
        var grants = organization.GrantIds
            .Select(_store.ClientGrants.Find)
            .OfType<ClientGrant>()
            .Where(grant => (audience is null || grant.Audience == audience)
                && (clientId is null || grant.ClientId == clientId)
                && (grantIds.Count == 0 || grantIds.Contains(grant.Id, StringComparer.Ordinal)));
        return Paging.From(request.Query, _time.GetUtcNow()).Offset(grants, "client_grants", ClientGrantWriter.Write);
    }

    private HttpResponse Create(ManagementRequest request)
    {
        var grantId = request.ReadObject(OrganizationSchema.Association).Text("grant_id")!;
        return _store.Change(changes =>
        {
            var organization = Find(request);
            var grant = _store.ClientGrants.Find(grantId) ?? throw ManagementErrors.UnknownClientGrant();
            // Unconfirmed texts.
            if (organization.GrantIds.Contains(grantId, StringComparer.Ordinal))
                throw ManagementErrors.Conflict("The client grant is already associated with the organization");
            if (grant.OrganizationUsage is not ("allow" or "require"))
                throw ManagementErrors.RefusedBody("The client grant does not allow organizations");
            changes.Put(organization with { GrantIds = [.. organization.GrantIds, grantId] });
            return ManagementResponses.Json(201, writer => ClientGrantWriter.WriteAssociation(writer, grant));
        });
    }

    private HttpResponse Delete(ManagementRequest request) => _store.Change(changes =>
    {
        var organization = Find(request);
        if (organization.GrantIds.Contains(request.PathValues[1], StringComparer.Ordinal))
            changes.Put(organization with { GrantIds = [.. organization.GrantIds.Where(id => id != request.PathValues[1])] });
        return ManagementResponses.NoContent();
    });

    private Organization Find(ManagementRequest request) =>
        _store.Organizations.Find(request.PathValues[0]) ?? throw ManagementErrors.UnknownOrganization();
}
