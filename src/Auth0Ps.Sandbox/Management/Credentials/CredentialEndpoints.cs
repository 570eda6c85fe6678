using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.Credentials;

/// <summary>The public keys and certificates of an application.</summary>
internal sealed class CredentialEndpoints
{
    private readonly TenantStore _store;
    private readonly TimeProvider _time;

    public CredentialEndpoints(TenantStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    public IEnumerable<ManagementRoute> Routes =>
    [
        // Both scopes are inferred from the calls on single credentials.
        new("GET", "clients/*/credentials", ["read:client_credentials"], List) { Query = null },
        new("POST", "clients/*/credentials", ["create:client_credentials"], Create),
        new("GET", "clients/*/credentials/*", ["read:client_credentials"], Get),
        new("PATCH", "clients/*/credentials/*", ["update:client_credentials"], Update),
        new("DELETE", "clients/*/credentials/*", ["delete:client_credentials"], Delete),
    ];

    private HttpResponse List(ManagementRequest request)
    {
        var client = Client(request);
        return ManagementResponses.Json(200, writer =>
        {
            writer.WriteStartArray();
            // In no order by age, and in the same one each time.
            foreach (var credential in client.Credentials.OrderBy(credential => credential.Id[^1]).ThenBy(credential => credential.Id, StringComparer.Ordinal))
                Write(writer, credential);
            writer.WriteEndArray();
        });
    }

    private HttpResponse Get(ManagementRequest request) => Answer(200, Credential(Client(request), request));

    private HttpResponse Create(ManagementRequest request)
    {
        var body = request.ReadObject(CredentialSchema.Create);
        return Answer(201, _store.Change(changes =>
        {
            var client = Client(request);
            if (client.Credentials.Count >= CredentialRules.MaximumPerClient)
                throw CredentialRules.TooMany();
            var credential = CredentialRules.Create(body, _time.GetUtcNow());
            // Unconfirmed: the same key twice would make the key id ambiguous.
            if (credential.KeyId is { } keyId && client.Credentials.Any(other => other.KeyId == keyId))
                throw ManagementErrors.Conflict("A credential with the same kid already exists for the client");
            changes.Put(client with { Credentials = [.. client.Credentials, credential] });
            return credential;
        }));
    }

    // Auth0 documents 201; real tenants answer 200.
    private HttpResponse Update(ManagementRequest request)
    {
        var body = request.ReadObject(CredentialSchema.Update);
        return Answer(200, _store.Change(changes =>
        {
            var client = Client(request);
            var credential = Credential(client, request);
            var updated = credential with
            {
                ExpiresAt = body.Member("expires_at") is null ? credential.ExpiresAt : CredentialRules.Expiry(body),
                UpdatedAt = _time.GetUtcNow(),
            };
            changes.Put(client with { Credentials = [.. client.Credentials.Select(other => other.Id == updated.Id ? updated : other)] });
            return updated;
        }));
    }

    // Unconfirmed: a credential that does not exist is gone already, as with applications.
    private HttpResponse Delete(ManagementRequest request) => _store.Change(changes =>
    {
        if (_store.Clients.Find(request.PathValues[0]) is not { } client
            || client.Credentials.FirstOrDefault(candidate => candidate.Id == request.PathValues[1]) is not { } credential)
        {
            return ManagementResponses.NoContent();
        }

        // Unconfirmed text.
        if (client.References(credential.Id))
            throw ManagementErrors.RefusedBody("The credential is in use by the client and cannot be deleted");
        changes.Put(client with { Credentials = [.. client.Credentials.Where(other => other.Id != credential.Id)] });
        return ManagementResponses.NoContent();
    });

    private Client Client(ManagementRequest request) => _store.Clients.Find(request.PathValues[0]) ?? throw ManagementErrors.UnknownClient();

    private static ClientCredential Credential(Client client, ManagementRequest request) =>
        client.Credentials.FirstOrDefault(candidate => candidate.Id == request.PathValues[1]) ?? throw ManagementErrors.UnknownCredential();

    private static HttpResponse Answer(int statusCode, ClientCredential credential) =>
        ManagementResponses.Json(statusCode, writer => Write(writer, credential));

    private static void Write(Utf8JsonWriter writer, ClientCredential credential)
    {
        writer.WriteStartObject();
        writer.WriteString("id", credential.Id);
        writer.WriteString("credential_type", credential.CredentialType);
        writer.WriteOptional("kid", credential.KeyId);
        writer.WriteOptional("alg", credential.Algorithm);
        writer.WriteOptional("name", credential.Name);
        writer.WriteOptional("subject_dn", credential.SubjectDn);
        writer.WriteOptional("thumbprint_sha256", credential.ThumbprintSha256);
        writer.WriteString("created_at", Timestamps.Format(credential.CreatedAt));
        writer.WriteString("updated_at", Timestamps.Format(credential.UpdatedAt));
        if (credential.ExpiresAt is { } expiry)
            writer.WriteString("expires_at", Timestamps.Format(expiry));
        writer.WriteEndObject();
    }
}
