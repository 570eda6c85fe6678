using System.Text.Json;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.Clients;

/// <summary>Changes an application: PATCH and rotate-secret.</summary>
internal sealed class ClientUpdate
{
    // These live in members of their own, not among the settings.
    private static readonly HashSet<string> Own = new(StringComparer.Ordinal) { "name", "client_secret", "is_first_party" };

    // Merged member by member, where a null removes one; recorded of real tenants. The other settings are replaced as wholes.
    private static readonly HashSet<string> Merged = new(StringComparer.Ordinal)
    {
        "client_metadata", "jwt_configuration", "session_transfer", "signed_request_object", "mobile", "native_social_login",
    };

    private readonly TenantStore _store;
    private readonly TimeProvider _time;
    private readonly TimeSpan _propagationDelay;

    public ClientUpdate(TenantStore store, TimeProvider time, TimeSpan propagationDelay)
    {
        _store = store;
        _time = time;
        _propagationDelay = propagationDelay;
    }

    /// <exception cref="ManagementException">404, or 400 when a rule between members is broken.</exception>
    public Client Patch(TenantChanges changes, string clientId, JsonElement body)
    {
        var before = Find(clientId);
        AuthenticationMethodRules.CheckChange(before, body);
        // Unconfirmed whether a secret may be set while private_key_jwt hides it; it is stored and shows again afterwards.
        var after = WithSecret(before, body.Text("client_secret") ?? before.Secret) with
        {
            Name = body.Text("name") ?? before.Name,
            IsFirstParty = body.Flag("is_first_party") ?? before.IsFirstParty,
            Settings = before.Settings.Merge(Settings(before, body), name => !Own.Contains(name)),
        };
        AuthenticationMethodRules.Check(after);
        changes.Put(after);
        return after;
    }

    /// <exception cref="ManagementException">404, or 400 when the application does not sign in with a secret.</exception>
    public Client Rotate(TenantChanges changes, string clientId)
    {
        var before = Find(clientId);
        // Auth0 documents the rule; status and text are unconfirmed.
        if (before.UsesCredentials)
            throw ManagementErrors.RefusedBody("The client secret cannot be rotated while the client uses private_key_jwt or mTLS for authentication");
        var after = WithSecret(before, Identifiers.ClientSecret());
        changes.Put(after);
        return after;
    }

    // The same value again is no change at all.
    private Client WithSecret(Client client, string secret)
    {
        if (client.Secret == secret)
            return client;
        var now = _time.GetUtcNow();
        var former = client.FormerSecrets.Append(new FormerSecret(client.Secret, now)).Where(other => other.SupersededAt + _propagationDelay > now);
        return client with { Secret = secret, FormerSecrets = [.. former] };
    }

    private static JsonElement Settings(Client before, JsonElement body) => JsonText.ObjectElement(writer =>
    {
        foreach (var member in body.EnumerateObject())
        {
            if (Merged.Contains(member.Name) && member.Value.ValueKind == JsonValueKind.Object)
            {
                writer.WritePropertyName(member.Name);
                Merge(member.Name, before.Settings.Member(member.Name) ?? JsonText.ObjectElement(_ => { }), member.Value).WriteTo(writer);
            }
            else
            {
                member.WriteTo(writer);
            }
        }
    });

    private static JsonElement Merge(string name, JsonElement stored, JsonElement changes)
    {
        var merged = stored.MergeDeep(changes);
        // Each change by itself may be small enough, their sum not.
        if (name == "client_metadata" && merged.EnumerateObject().Count() is var count and > ClientSchema.MaximumMetadataKeys)
            throw ManagementErrors.InvalidBody($"'Too many properties defined ({count}), maximum {ClientSchema.MaximumMetadataKeys}' on property client_metadata.");
        return merged;
    }

    private Client Find(string clientId) => _store.Clients.Find(clientId) ?? throw ManagementErrors.UnknownClient();
}
