using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Management.Validation;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.Organizations;

/// <summary>Who and what belongs to an organization: users, applications and connections, of which the tenant has none.</summary>
internal sealed class OrganizationMemberEndpoints
{
    private static readonly ObjectSchema Members = new ObjectSchema().Requires("members", Schema.List(Schema.Text(1), minimum: 1, maximum: 10));

    private static readonly ObjectSchema Added = new ObjectSchema().Requires(
        "clients",
        Schema.List(new ObjectSchema().Requires("client_id", Schema.Text(1)).Requires("use_for_member_access", Schema.Flag), minimum: 1, maximum: 10));

    private static readonly ObjectSchema Removed = new ObjectSchema().Requires("clients", Schema.List(Schema.Text(1), minimum: 1, maximum: 10));

    private static readonly ObjectSchema Changed = new ObjectSchema().With("use_for_member_access", Schema.Flag);

    private readonly TenantStore _store;
    private readonly TimeProvider _time;

    public OrganizationMemberEndpoints(TenantStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    public IEnumerable<ManagementRoute> Routes =>
    [
        new("GET", "connections", ["read:connections"], ListTenantConnections)
        {
            Query = [.. QueryNames.Pages, .. QueryNames.Checkpoints, .. QueryNames.Fields, "strategy", "name"],
        },
        new("GET", "organizations/*/connections", ["read:organization_connections"], ListConnections) { Query = QueryNames.Pages },
        new("GET", "organizations/*/enabled_connections", ["read:organization_connections"], ListEnabledConnections) { Query = QueryNames.Pages },
        new("GET", "organizations/*/members", ["read:organization_members"], ListMembers)
        {
            Query = [.. QueryNames.Pages, .. QueryNames.Checkpoints, .. QueryNames.Fields],
        },
        new("POST", "organizations/*/members", ["create:organization_members"], AddMembers),
        new("DELETE", "organizations/*/members", ["delete:organization_members"], RemoveMembers),
        new("GET", "organizations/*/clients", ["read:organization_clients"], ListClients) { Query = [.. QueryNames.Pages, .. QueryNames.Checkpoints] },
        new("GET", "organizations/*/clients/*", ["read:organization_clients"], GetClient),
        new("POST", "organizations/*/clients", ["create:organization_clients"], AddClients),
        new("PATCH", "organizations/*/clients/*", ["update:organization_clients"], UpdateClient),
        new("DELETE", "organizations/*/clients", ["delete:organization_clients"], RemoveClients),
    ];

    private HttpResponse ListTenantConnections(ManagementRequest request) => None(request, "connections");

    private HttpResponse ListConnections(ManagementRequest request)
    {
        Find(request);
        return None(request, "connections");
    }

    private HttpResponse ListEnabledConnections(ManagementRequest request)
    {
        Find(request);
        return None(request, "enabled_connections");
    }

    // Databases, social and enterprise connections are not offered here, so that no organization can have one.
    private HttpResponse None(ManagementRequest request, string key) =>
        Paging.From(request.Query, _time.GetUtcNow()).List<object>([], key, (_, _) => { });

    private HttpResponse ListMembers(ManagementRequest request)
    {
        var fields = FieldSelection.From(request.Query);
        return Paging.From(request.Query, _time.GetUtcNow()).List(Find(request).MemberIds.Select(_store.Users.Find).OfType<User>(), "members", (writer, user) =>
        {
            writer.WriteStartObject();
            foreach (var (name, value) in new[] { ("user_id", user.Id), ("email", user.Email), ("name", user.Name) })
            {
                if (fields.Shows(name))
                    writer.WriteString(name, value);
            }

            writer.WriteEndObject();
        });
    }

    private HttpResponse AddMembers(ManagementRequest request)
    {
        var members = request.ReadObject(Members).Texts("members")!;
        return Change(request, organization =>
        {
            // Unconfirmed code and text.
            if (members.Any(id => _store.Users.Find(id) is null))
                throw new ManagementException(404, "inexistent_user", "The user does not exist.");
            return organization with { MemberIds = [.. organization.MemberIds.Union(members, StringComparer.Ordinal)] };
        });
    }

    private HttpResponse RemoveMembers(ManagementRequest request)
    {
        var members = request.ReadObject(Members).Texts("members")!;
        return Change(request, organization => organization with { MemberIds = [.. organization.MemberIds.Except(members, StringComparer.Ordinal)] });
    }

    private HttpResponse ListClients(ManagementRequest request) =>
        Paging.From(request.Query, _time.GetUtcNow()).List(Find(request).Clients.Where(client => _store.Clients.Find(client.ClientId) is not null), "clients", Write);

    private HttpResponse GetClient(ManagementRequest request)
    {
        var client = Client(Find(request), request.PathValues[1]);
        return ManagementResponses.Json(200, writer => Write(writer, client));
    }

    private HttpResponse AddClients(ManagementRequest request)
    {
        var added = request.ReadObject(Added).GetProperty("clients").EnumerateArray()
            .Select(item => new OrganizationClient(item.Text("client_id")!, item.Flag("use_for_member_access") ?? false)).ToList();
        return Change(request, organization =>
        {
            if (added.Any(client => _store.Clients.Find(client.ClientId) is null))
                throw ManagementErrors.UnknownClient();
            return organization with { Clients = [.. added.Concat(organization.Clients).DistinctBy(client => client.ClientId, StringComparer.Ordinal)] };
        });
    }

    private HttpResponse UpdateClient(ManagementRequest request)
    {
        var body = request.ReadObject(Changed);
        var updated = _store.Change(changes =>
        {
            var organization = Find(request);
            var client = Client(organization, request.PathValues[1]);
            var after = client with { UseForMemberAccess = body.Flag("use_for_member_access") ?? client.UseForMemberAccess };
            changes.Put(organization with { Clients = [.. organization.Clients.Select(other => other == client ? after : other)] });
            return after;
        });
        return ManagementResponses.Json(200, writer => Write(writer, updated));
    }

    private HttpResponse RemoveClients(ManagementRequest request)
    {
        var removed = request.ReadObject(Removed).Texts("clients")!;
        return Change(request, organization => organization with
        {
            Clients = [.. organization.Clients.Where(client => !removed.Contains(client.ClientId, StringComparer.Ordinal))],
        });
    }

    private HttpResponse Change(ManagementRequest request, Func<Organization, Organization> change) => _store.Change(changes =>
    {
        changes.Put(change(Find(request)));
        return ManagementResponses.NoContent();
    });

    private void Write(Utf8JsonWriter writer, OrganizationClient association)
    {
        var client = _store.Clients.Find(association.ClientId);
        writer.WriteStartObject();
        writer.WriteString("client_id", association.ClientId);
        writer.WriteBoolean("use_for_member_access", association.UseForMemberAccess);
        writer.WriteStartObject("client");
        writer.WriteOptional("name", client?.Name);
        writer.WriteOptional("is_first_party", client?.IsFirstParty);
        foreach (var setting in new[] { "app_type", "logo_uri", "grant_types", "organization_usage" })
        {
            if (client?.Settings.Member(setting) is not { } value)
                continue;
            writer.WritePropertyName(setting);
            value.WriteTo(writer);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static OrganizationClient Client(Organization organization, string clientId) =>
        organization.Clients.FirstOrDefault(client => client.ClientId == clientId) ?? throw ManagementErrors.UnknownClient();

    private Organization Find(ManagementRequest request) => _store.Organizations.Find(request.PathValues[0]) ?? throw ManagementErrors.UnknownOrganization();
}
