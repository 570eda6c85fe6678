using System.Security.Cryptography;
using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Management.ClientGrants;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.Tenant.Seed;

namespace Auth0Ps.Sandbox.Management.ResourceServers;

/// <summary>The APIs that tokens can be asked for.</summary>
internal sealed class ResourceServerEndpoints
{
    private const int MaximumIdentifiers = 10;
    private readonly TenantStore _store;
    private readonly TimeProvider _time;

    public ResourceServerEndpoints(TenantStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    public IEnumerable<ManagementRoute> Routes =>
    [
        new("GET", "resource-servers", ["read:resource_servers"], List) { Query = [.. QueryNames.Fields, .. QueryNames.Pages, .. QueryNames.Checkpoints, "identifiers"] },
        new("POST", "resource-servers", ["create:resource_servers"], Create),
        new("GET", "resource-servers/*", ["read:resource_servers"], Get) { Query = QueryNames.Fields },
        new("PATCH", "resource-servers/*", ["update:resource_servers"], Update),
        new("DELETE", "resource-servers/*", ["delete:resource_servers"], Delete),
    ];

    private HttpResponse List(ManagementRequest request)
    {
        var identifiers = request.Query.Values("identifiers");
        if (identifiers.Count > MaximumIdentifiers)
            throw ManagementErrors.InvalidQuery($"'Array is too long ({identifiers.Count}), maximum {MaximumIdentifiers}' on property identifiers.");
        var fields = FieldSelection.From(request.Query);
        return Paging.From(request.Query, _time.GetUtcNow()).List(
            _store.ResourceServers,
            server => identifiers.Count == 0 || identifiers.Contains(server.Identifier, StringComparer.Ordinal),
            "resource_servers",
            (writer, server) => Write(writer, server, fields));
    }

    private HttpResponse Get(ManagementRequest request)
    {
        var fields = FieldSelection.From(request.Query);
        return Answer(200, Find(request.PathValues[0]), fields);
    }

    private HttpResponse Create(ManagementRequest request)
    {
        var body = request.ReadObject(ResourceServerSchema.Create);
        return Answer(201, _store.Change(changes =>
        {
            var identifier = body.Text("identifier")!;
            // Unconfirmed text.
            if (_store.ResourceServers.FindByAlternateKey(identifier) is not null)
                throw ManagementErrors.Conflict("A resource server with the same identifier already exists");
            var defaults = ApiSeed.Settings(null, body.Number("token_lifetime") ?? 86400, []);
            var server = new ResourceServer
            {
                Id = Identifiers.ResourceServer(),
                Identifier = identifier,
                Settings = WithSigningSecret(defaults.Merge(body, name => name != "identifier")),
            };
            changes.Put(server);
            return server;
        }));
    }

    private HttpResponse Update(ManagementRequest request)
    {
        var body = request.ReadObject(ResourceServerSchema.Update);
        return Answer(200, _store.Change(changes =>
        {
            var server = Find(request.PathValues[0]);
            // Unconfirmed: the system APIs are immutable but for these.
            if (server.IsSystem && body.EnumerateObject().Any(member => member.Name is not ("token_lifetime" or "token_lifetime_for_web" or "skip_consent_for_verifiable_first_party_clients" or "subject_type_authorization")))
                throw ManagementErrors.RefusedBody($"The {server.Settings.Text("name")} cannot be changed");
            // Documented rule, unconfirmed text: no application ever gets a token of its own for it.
            if (server.IsMyAccount && body.Member("subject_type_authorization")?.Member("client")?.Text("policy") is not (null or "deny_all"))
                throw ManagementErrors.RefusedBody("The client policy of the Auth0 My Account API cannot be changed");
            var updated = server with { Settings = WithSigningSecret(server.Settings.Merge(body, _ => true)) };
            changes.Put(updated);
            return updated;
        }));
    }

    // Unconfirmed: an API that does not exist is gone already, as with applications.
    private HttpResponse Delete(ManagementRequest request) => _store.Change(changes =>
    {
        if (TryFind(request.PathValues[0]) is not { } server)
            return ManagementResponses.NoContent();
        if (server.IsSystem)
            throw new ManagementException(400, "operation_not_supported", $"The {server.Settings.Text("name")} cannot be deleted");
        ClientGrantRemoval.Remove(changes, _store, _store.ClientGrants.All().Where(grant => grant.Audience == server.Identifier));
        changes.Remove(server);
        return ManagementResponses.NoContent();
    });

    // An API that signs with a shared secret gets one.
    private static JsonElement WithSigningSecret(JsonElement settings) => settings.Text("signing_alg") == "HS256" && settings.Text("signing_secret") is null
        ? settings.Merge(JsonText.ObjectElement(writer => writer.WriteString("signing_secret", RandomNumberGenerator.GetHexString(32))), _ => true)
        : settings;

    // By identifier as well, which recorded traffic shows percent-encoded in the path.
    private ResourceServer? TryFind(string idOrIdentifier) =>
        _store.ResourceServers.Find(idOrIdentifier) ?? _store.ResourceServers.FindByAlternateKey(idOrIdentifier);

    private ResourceServer Find(string idOrIdentifier) => TryFind(idOrIdentifier) ?? throw ManagementErrors.UnknownResourceServer();

    private static HttpResponse Answer(int statusCode, ResourceServer server, FieldSelection? fields = null) =>
        ManagementResponses.Json(statusCode, writer => Write(writer, server, fields ?? FieldSelection.Everything));

    private static void Write(Utf8JsonWriter writer, ResourceServer server, FieldSelection fields)
    {
        writer.WriteStartObject();
        if (fields.Shows("id"))
            writer.WriteString("id", server.Id);
        if (fields.Shows("identifier"))
            writer.WriteString("identifier", server.Identifier);
        foreach (var setting in server.Settings.EnumerateObject().Where(setting => fields.Shows(setting.Name)))
            setting.WriteTo(writer);
        if (server.IsSystem && fields.Shows("is_system"))
            writer.WriteBoolean("is_system", true);
        writer.WriteEndObject();
    }
}
