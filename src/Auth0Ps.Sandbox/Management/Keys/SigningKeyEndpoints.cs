using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Management.Keys;

/// <summary>The keys that the tenant signs tokens with.</summary>
internal sealed class SigningKeyEndpoints
{
    private readonly TenantStore _store;
    private readonly SigningKeys _keys;

    public SigningKeyEndpoints(TenantStore store, SigningKeys keys)
    {
        _store = store;
        _keys = keys;
    }

    // Auth0 asks for create and update together when rotating or revoking; that either lets the call in is unconfirmed, so both are checked.
    public IEnumerable<ManagementRoute> Routes =>
    [
        new("GET", "keys/signing", ["read:signing_keys"], List),
        new("GET", "keys/signing/*", ["read:signing_keys"], Get),
        new("POST", "keys/signing/rotate", ["update:signing_keys"], Rotate),
        new("PUT", "keys/signing/*/revoke", ["update:signing_keys"], Revoke),
    ];

    private HttpResponse List(ManagementRequest request)
    {
        _keys.EnsureNext();
        return ManagementResponses.Json(200, writer =>
        {
            writer.WriteStartArray();
            foreach (var key in _store.SigningKeys.All())
                Write(writer, key);
            writer.WriteEndArray();
        });
    }

    private HttpResponse Get(ManagementRequest request)
    {
        var key = Find(request);
        return ManagementResponses.Json(200, writer => Write(writer, key));
    }

    private HttpResponse Rotate(ManagementRequest request)
    {
        RequireBoth(request);
        request.ReadNothing();
        return Changed(201, _keys.Rotate());
    }

    private HttpResponse Revoke(ManagementRequest request)
    {
        RequireBoth(request);
        request.ReadNothing();
        var key = Find(request);
        // Unconfirmed text.
        if (key.Role != SigningKeyRole.Previous)
            throw new ManagementException(400, "invalid_uri", "Only the previous signing key can be revoked");
        return Changed(200, _keys.Revoke(key));
    }

    private static void RequireBoth(ManagementRequest request)
    {
        if (!request.MayAnyOf("create:signing_keys"))
            throw ManagementErrors.InsufficientScope(["create:signing_keys"]);
    }

    // Unconfirmed code and text.
    private SigningKey Find(ManagementRequest request) => _store.SigningKeys.Find(request.PathValues[0])
        ?? throw new ManagementException(404, "inexistent_signing_key", "The signing key does not exist");

    private static HttpResponse Changed(int statusCode, SigningKey key) => ManagementResponses.Json(statusCode, writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("kid", key.KeyId);
        writer.WriteString("cert", TenantCertificate.Of(key).Pem);
        writer.WriteEndObject();
    });

    private static void Write(Utf8JsonWriter writer, SigningKey key)
    {
        var forms = TenantCertificate.Of(key);
        var der = Convert.FromBase64String(key.Certificate);
        writer.WriteStartObject();
        writer.WriteString("kid", key.KeyId);
        writer.WriteString("cert", forms.Pem);
        writer.WriteString("pkcs7", forms.Pkcs7);
        writer.WriteBoolean("current", key.Role == SigningKeyRole.Current);
        writer.WriteBoolean("next", key.Role == SigningKeyRole.Next);
        writer.WriteBoolean("previous", key.Role == SigningKeyRole.Previous);
        writer.WriteString("fingerprint", SigningKeyFactory.Fingerprint(der));
        writer.WriteString("thumbprint", SigningKeyFactory.Thumbprint(der));
        writer.WriteOptional("current_since", Time(key.CurrentSince));
        writer.WriteOptional("current_until", Time(key.CurrentUntil));
        writer.WriteBoolean("revoked", key.RevokedAt is not null);
        writer.WriteOptional("revoked_at", Time(key.RevokedAt));
        writer.WriteEndObject();
    }

    private static string? Time(DateTimeOffset? time) => time is { } given ? Timestamps.Format(given) : null;
}
