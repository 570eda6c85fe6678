using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Management.ClientGrants;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.Clients;

/// <summary>List, get, create and delete applications.</summary>
internal sealed class ClientEndpoints
{
    private readonly TenantStore _store;
    private readonly TimeProvider _time;
    private readonly ClientWriter _writer;
    private readonly ClientUpdate _update;

    public ClientEndpoints(TenantStore store, TenantCertificate certificate, TimeProvider time, TimeSpan propagationDelay)
    {
        _store = store;
        _time = time;
        _writer = new ClientWriter(certificate);
        _update = new ClientUpdate(store, time, propagationDelay);
    }

    public IEnumerable<ManagementRoute> Routes =>
    [
        new("GET", "clients", ClientFields.ReadScopes, List)
        {
            Query = [.. QueryNames.Fields, .. QueryNames.Pages, .. QueryNames.Checkpoints, "is_global", "is_first_party", "app_type", "external_client_id", "q"],
        },
        new("POST", "clients", ["create:clients"], Create),
        new("GET", "clients/*", ClientFields.ReadScopes, Get) { Query = QueryNames.Fields },
        new("PATCH", "clients/*", ClientFields.UpdateScopes, Update),
        new("DELETE", "clients/*", ["delete:clients"], Delete),
        new("POST", "clients/*/rotate-secret", ["update:client_keys"], RotateSecret),
    ];

    private HttpResponse List(ManagementRequest request)
    {
        var shows = Selection(request);
        var paging = Paging.From(request.Query, _time.GetUtcNow());
        var query = new ClientQuery(request.Query, _store);
        return paging.List(_store.Clients, query.Matches, "clients", (writer, client) => _writer.Write(writer, client, shows));
    }

    private HttpResponse Get(ManagementRequest request)
    {
        var shows = Selection(request);
        var client = _store.Clients.Find(request.PathValues[0]) ?? throw ManagementErrors.UnknownClient();
        return ManagementResponses.Json(200, writer => _writer.Write(writer, client, shows));
    }

    private HttpResponse Create(ManagementRequest request)
    {
        var body = request.ReadObject(ClientSchema.Create);
        if (CredentialUses.In(body).Any() && !request.MayAnyOf("create:client_credentials"))
            throw ManagementErrors.InsufficientScope(["create:client_credentials"]);
        var client = _store.Change(changes =>
        {
            var created = ClientCreation.Create(body, _time.GetUtcNow());
            changes.Put(created);
            return created;
        });
        // The caller who creates an application sees its secret, once.
        return ManagementResponses.Json(201, writer => _writer.Write(writer, client, _ => true, created: true));
    }

    private HttpResponse Update(ManagementRequest request)
    {
        var body = request.ReadObject(ClientSchema.Update);
        ClientFields.CheckUpdate(request, body.EnumerateObject().Select(member => member.Name));
        return Changed(request, _store.Change(changes => _update.Patch(changes, request.PathValues[0], body)));
    }

    private HttpResponse RotateSecret(ManagementRequest request)
    {
        request.ReadNothing();
        return Changed(request, _store.Change(changes => _update.Rotate(changes, request.PathValues[0])));
    }

    // A missing application is gone already: Auth0 documents no 404 here; unconfirmed.
    private HttpResponse Delete(ManagementRequest request) => _store.Change(changes =>
    {
        if (_store.Clients.Find(request.PathValues[0]) is not { } client)
            return ManagementResponses.NoContent();
        // Unconfirmed text; the status is documented.
        if (client.Global)
            throw new ManagementException(400, "operation_not_supported", "The global client cannot be deleted");
        ClientGrantRemoval.Remove(changes, _store, _store.ClientGrants.All().Where(grant => grant.ClientId == client.ClientId));
        foreach (var family in _store.RefreshTokenFamilies.All().Where(family => family.ClientId == client.ClientId))
            changes.Remove(family);
        changes.Remove(client);
        return ManagementResponses.NoContent();
    });

    private HttpResponse Changed(ManagementRequest request, Client client)
    {
        var shows = ClientFields.VisibleAfterChange(request);
        return ManagementResponses.Json(200, writer => _writer.Write(writer, client, shows));
    }

    // Without "fields" what the scopes hide is left out; naming such a member is refused.
    private static Func<string, bool> Selection(ManagementRequest request)
    {
        var visible = ClientFields.VisibleTo(request);
        var fields = FieldSelection.From(request.Query);
        if (!fields.Requested.All(visible))
            throw ManagementErrors.HiddenFields();
        return name => visible(name) && fields.Shows(name);
    }
}
