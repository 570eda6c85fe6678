using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.Organizations;

/// <summary>The tenant's organizations.</summary>
internal sealed class OrganizationEndpoints
{
    // These live in members of their own, not among the settings; connections do not exist here.
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal) { "name", "enabled_connections" };

    // As recorded from real tenants.
    private static readonly JsonElement Defaults = JsonText.ObjectElement(writer =>
    {
        writer.WriteString("third_party_client_access", "block");
        writer.WriteBoolean("is_app_entitlement_active", false);
    });

    private readonly TenantStore _store;
    private readonly TimeProvider _time;

    public OrganizationEndpoints(TenantStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    public IEnumerable<ManagementRoute> Routes =>
    [
        new("GET", "organizations", ["read:organizations", "read:organizations_summary"], List) { Query = [.. QueryNames.Pages, .. QueryNames.Checkpoints, "sort"] },
        new("POST", "organizations", ["create:organizations"], Create),
        new("GET", "organizations/*", ["read:organizations", "read:organizations_summary"], Get),
        new("GET", "organizations/name/*", ["read:organizations", "read:organizations_summary"], GetByName),
        new("PATCH", "organizations/*", ["update:organizations"], Update),
        new("DELETE", "organizations/*", ["delete:organizations"], Delete),
    ];

    private HttpResponse List(ManagementRequest request)
    {
        var paging = Paging.From(request.Query, _time.GetUtcNow());
        if (request.Query["sort"] is not { } sort)
            return paging.List(_store.Organizations, _ => true, "organizations", OrganizationWriter.Write);
        // Unconfirmed: a checkpoint is a position in the order of creation, so it goes with no other order.
        if (paging.IsCheckpoint)
            throw new ManagementException(400, "invalid_query_string", "The 'sort' query parameter cannot be combined with checkpoint pagination");
        return paging.Offset(Sorted(sort), "organizations", OrganizationWriter.Write);
    }

    private IEnumerable<Organization> Sorted(string sort)
    {
        Func<Organization, string> key = sort.Split(':')[0] switch
        {
            "name" => organization => organization.Name,
            "display_name" => organization => organization.Settings.Text("display_name") ?? "",
            "created_at" => organization => Timestamps.Format(organization.CreatedAt),
            _ => throw Refused(),
        };
        return sort.Split(':') switch
        {
            [_, "1"] => _store.Organizations.All().OrderBy(key, StringComparer.Ordinal),
            [_, "-1"] => _store.Organizations.All().OrderByDescending(key, StringComparer.Ordinal),
            _ => throw Refused(),
        };

        ManagementException Refused() => ManagementErrors.InvalidQuery($"'String does not match pattern: {sort}' on property sort.");
    }

    private HttpResponse Get(ManagementRequest request) => Answer(200, Find(request.PathValues[0]));

    private HttpResponse GetByName(ManagementRequest request) =>
        Answer(200, _store.Organizations.FindByAlternateKey(request.PathValues[0]) ?? throw ManagementErrors.UnknownOrganization());

    private HttpResponse Create(ManagementRequest request)
    {
        var body = request.ReadObject(OrganizationSchema.Create);
        return Answer(201, _store.Change(changes =>
        {
            var organization = new Organization
            {
                Id = Identifiers.Organization(),
                Name = Unused(body.Text("name")!),
                CreatedAt = _time.GetUtcNow(),
                Settings = Defaults.Merge(body, name => !Own.Contains(name)),
            };
            changes.Put(organization);
            return organization;
        }));
    }

    private HttpResponse Update(ManagementRequest request)
    {
        var body = request.ReadObject(OrganizationSchema.Update);
        return Answer(200, _store.Change(changes =>
        {
            var organization = Find(request.PathValues[0]);
            var name = body.Text("name") ?? organization.Name;
            var updated = organization with
            {
                Name = name == organization.Name ? name : Unused(name),
                Settings = organization.Settings.Merge(body, member => !Own.Contains(member)),
            };
            changes.Put(updated);
            return updated;
        }));
    }

    // Unconfirmed: an organization that does not exist is gone already, as with applications.
    private HttpResponse Delete(ManagementRequest request) => _store.Change(changes =>
    {
        if (_store.Organizations.Find(request.PathValues[0]) is { } organization)
            changes.Remove(organization);
        return ManagementResponses.NoContent();
    });

    // Unconfirmed text.
    private string Unused(string name) => _store.Organizations.FindByAlternateKey(name) is null
        ? name
        : throw ManagementErrors.Conflict("An organization with this name already exists");

    private Organization Find(string id) => _store.Organizations.Find(id) ?? throw ManagementErrors.UnknownOrganization();

    private static HttpResponse Answer(int statusCode, Organization organization) =>
        ManagementResponses.Json(statusCode, writer => OrganizationWriter.Write(writer, organization));
}
