using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Management.Organizations;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.ClientGrants;

/// <summary>What applications may do at APIs.</summary>
internal sealed class ClientGrantEndpoints
{
    private readonly TenantStore _store;
    private readonly TimeProvider _time;

    public ClientGrantEndpoints(TenantStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    public IEnumerable<ManagementRoute> Routes =>
    [
        new("GET", "client-grants", ["read:client_grants"], List)
        {
            Query = [.. QueryNames.Pages, .. QueryNames.Checkpoints, "audience", "client_id", "allow_any_organization", "subject_type", "default_for"],
        },
        new("POST", "client-grants", ["create:client_grants"], Create),
        new("GET", "client-grants/*", ["read:client_grants"], Get),
        new("PATCH", "client-grants/*", ["update:client_grants"], Update),
        new("DELETE", "client-grants/*", ["delete:client_grants"], Delete),
        new("GET", "client-grants/*/organizations", ["read:organization_client_grants"], ListOrganizations) { Query = [.. QueryNames.Pages, .. QueryNames.Checkpoints] },
    ];

    private HttpResponse List(ManagementRequest request)
    {
        var query = request.Query;
        var audience = query["audience"];
        var clientId = query["client_id"];
        var anyOrganization = query.Flag("allow_any_organization");
        var defaultFor = query.Choice("default_for", ClientGrant.ThirdPartyClients);
        var subjectType = query.Choice("subject_type", "client", "user", "anonymous_user");
        return Paging.From(query, _time.GetUtcNow()).List(
            _store.ClientGrants,
            grant => (audience is null || grant.Audience == audience)
                && (clientId is null || grant.ClientId == clientId)
                && (defaultFor is null || grant.DefaultFor == defaultFor)
                && (anyOrganization is null || (grant.AllowAnyOrganization ?? false) == anyOrganization)
                && (subjectType is null || grant.SubjectType == subjectType),
            "client_grants",
            ClientGrantWriter.Write);
    }

    private HttpResponse Get(ManagementRequest request) => Answer(200, Find(request.PathValues[0]));

    private HttpResponse Create(ManagementRequest request)
    {
        var body = request.ReadObject(ClientGrantSchema.Create);
        // Unconfirmed text: one application or one group.
        if (body.Member("client_id") is null == body.Member("default_for") is null)
            throw ManagementErrors.RefusedBody("Exactly one of client_id and default_for is required");
        return Answer(201, _store.Change(changes =>
        {
            var grant = Merge(body, new ClientGrant
            {
                Id = Identifiers.ClientGrant(),
                ClientId = body.Text("client_id"),
                DefaultFor = body.Text("default_for"),
                Audience = body.Text("audience")!,
                SubjectType = body.Text("subject_type") ?? "client",
            });
            if (grant.ClientId is { } clientId && _store.Clients.Find(clientId) is null)
                throw ManagementErrors.UnknownClient();
            if (_store.ResourceServers.FindByAlternateKey(grant.Audience) is null)
                throw ManagementErrors.UnknownResourceServer();
            // Unconfirmed text.
            if (_store.ClientGrants.FindByAlternateKey(ClientGrant.AlternateKey(grant.Holder, grant.Audience, grant.SubjectType)) is not null)
                throw ManagementErrors.Conflict("A resource with the same identifier already exists");
            changes.Put(grant);
            return grant;
        }));
    }

    private HttpResponse Update(ManagementRequest request)
    {
        var body = request.ReadObject(ClientGrantSchema.Update);
        return Answer(200, _store.Change(changes =>
        {
            var grant = Merge(body, Find(request.PathValues[0]));
            changes.Put(grant);
            return grant;
        }));
    }

    // Unconfirmed: a grant that does not exist is gone already, as with applications.
    private HttpResponse Delete(ManagementRequest request) => _store.Change(changes =>
    {
        if (_store.ClientGrants.Find(request.PathValues[0]) is { } grant)
            ClientGrantRemoval.Remove(changes, _store, [grant]);
        return ManagementResponses.NoContent();
    });

    private HttpResponse ListOrganizations(ManagementRequest request)
    {
        var grant = Find(request.PathValues[0]);
        return Paging.From(request.Query, _time.GetUtcNow()).List(
            _store.Organizations,
            organization => organization.GrantIds.Contains(grant.Id, StringComparer.Ordinal),
            "organizations",
            (writer, organization) => OrganizationWriter.Write(writer, organization));
    }

    private static ClientGrant Merge(JsonElement body, ClientGrant grant)
    {
        var merged = grant with
        {
            Scope = body.Member("scope") is null ? grant.Scope : body.Texts("scope") ?? [],
            OrganizationUsage = body.Member("organization_usage") is null ? grant.OrganizationUsage : body.Text("organization_usage"),
            AllowAnyOrganization = body.Member("allow_any_organization") is null ? grant.AllowAnyOrganization : body.Flag("allow_any_organization"),
            AllowAllScopes = body.Member("allow_all_scopes") is null ? grant.AllowAllScopes : body.Flag("allow_all_scopes"),
            AuthorizationDetailsTypes = body.Texts("authorization_details_types") ?? grant.AuthorizationDetailsTypes,
        };
        // Unconfirmed text.
        return merged.AllowAllScopes == true && body.Texts("scope") is { Count: > 0 }
            ? throw ManagementErrors.RefusedBody("scope and allow_all_scopes are mutually exclusive")
            : merged;
    }

    private ClientGrant Find(string id) => _store.ClientGrants.Find(id) ?? throw ManagementErrors.UnknownClientGrant();

    private static HttpResponse Answer(int statusCode, ClientGrant grant) =>
        ManagementResponses.Json(statusCode, writer => ClientGrantWriter.Write(writer, grant));
}
