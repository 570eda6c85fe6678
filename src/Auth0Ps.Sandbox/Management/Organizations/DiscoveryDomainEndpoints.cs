using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Management.Validation;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.Organizations;

/// <summary>The domains by which an organization's members are recognised.</summary>
internal sealed class DiscoveryDomainEndpoints
{
    private static readonly Schema StatusValues = Schema.Choice("pending", "verified");
    private static readonly ObjectSchema CreateBody = new ObjectSchema().Requires("domain", Schema.Text(3, 255)).With("status", StatusValues).With("use_for_organization_discovery", Schema.Flag);
    private static readonly ObjectSchema UpdateBody = new ObjectSchema().With("status", StatusValues).With("use_for_organization_discovery", Schema.Flag);
    private readonly TenantStore _store;
    private readonly TimeProvider _time;

    public DiscoveryDomainEndpoints(TenantStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    public IEnumerable<ManagementRoute> Routes =>
    [
        new("GET", "organizations/*/discovery-domains", ["read:organization_discovery_domains"], List) { Query = QueryNames.Checkpoints },
        new("POST", "organizations/*/discovery-domains", ["create:organization_discovery_domains"], Create),
        new("GET", "organizations/*/discovery-domains/*", ["read:organization_discovery_domains"], Get),
        new("GET", "organizations/*/discovery-domains/name/*", ["read:organization_discovery_domains"], GetByName),
        new("PATCH", "organizations/*/discovery-domains/*", ["update:organization_discovery_domains"], Update),
        new("DELETE", "organizations/*/discovery-domains/*", ["delete:organization_discovery_domains"], Delete),
    ];

    // An object in every case, as recorded.
    private HttpResponse List(ManagementRequest request) =>
        Paging.From(request.Query, _time.GetUtcNow()).Positions(Organization(request).DiscoveryDomains, "domains", Write);

    private HttpResponse Get(ManagementRequest request) => Answer(200, Domain(Organization(request), request));

    private HttpResponse GetByName(ManagementRequest request) =>
        Answer(200, Organization(request).DiscoveryDomains.FirstOrDefault(domain => domain.Domain == request.PathValues[1]) ?? throw Unknown());

    private HttpResponse Create(ManagementRequest request)
    {
        var body = request.ReadObject(CreateBody);
        return Answer(201, _store.Change(changes =>
        {
            var organization = Organization(request);
            var domain = new DiscoveryDomain(
                Identifiers.DiscoveryDomain(),
                body.Text("domain")!.ToLowerInvariant(),
                body.Text("status") ?? "pending",
                body.Flag("use_for_organization_discovery") ?? true);
            // Unconfirmed text.
            if (_store.Organizations.All().Any(other => other.DiscoveryDomains.Any(known => known.Domain == domain.Domain)))
                throw ManagementErrors.Conflict("The domain is already used by an organization");
            changes.Put(organization with { DiscoveryDomains = [.. organization.DiscoveryDomains, domain] });
            return domain;
        }));
    }

    private HttpResponse Update(ManagementRequest request)
    {
        var body = request.ReadObject(UpdateBody);
        return Answer(200, _store.Change(changes =>
        {
            var organization = Organization(request);
            var domain = Domain(organization, request);
            var updated = domain with
            {
                Status = body.Text("status") ?? domain.Status,
                UseForDiscovery = body.Flag("use_for_organization_discovery") ?? domain.UseForDiscovery,
            };
            changes.Put(organization with { DiscoveryDomains = [.. organization.DiscoveryDomains.Select(other => other == domain ? updated : other)] });
            return updated;
        }));
    }

    private HttpResponse Delete(ManagementRequest request) => _store.Change(changes =>
    {
        var organization = Organization(request);
        changes.Put(organization with { DiscoveryDomains = [.. organization.DiscoveryDomains.Where(domain => domain.Id != request.PathValues[1])] });
        return ManagementResponses.NoContent();
    });

    private Organization Organization(ManagementRequest request) => _store.Organizations.Find(request.PathValues[0]) ?? throw ManagementErrors.UnknownOrganization();

    private static DiscoveryDomain Domain(Organization organization, ManagementRequest request) =>
        organization.DiscoveryDomains.FirstOrDefault(domain => domain.Id == request.PathValues[1]) ?? throw Unknown();

    // Unconfirmed code and text.
    private static ManagementException Unknown() => new(404, "inexistent_organization_discovery_domain", "The organization discovery domain does not exist.");

    private static HttpResponse Answer(int statusCode, DiscoveryDomain domain) => ManagementResponses.Json(statusCode, writer => Write(writer, domain));

    private static void Write(Utf8JsonWriter writer, DiscoveryDomain domain)
    {
        writer.WriteStartObject();
        writer.WriteString("id", domain.Id);
        writer.WriteString("domain", domain.Domain);
        writer.WriteString("status", domain.Status);
        writer.WriteBoolean("use_for_organization_discovery", domain.UseForDiscovery);
        writer.WriteString("verification_txt", "auth0-domain-verification=" + domain.Id[4..]);
        writer.WriteString("verification_host", "_auth0-challenge." + domain.Domain);
        writer.WriteEndObject();
    }
}
