using System.Globalization;
using System.Text.Json;
using Auth0Ps.Applications;
using Auth0Ps.Http;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>The calls that change an application's keys (Management API, "Create/delete client credential", "Update a client").</summary>
internal sealed class KeyCalls(TenantSession session, string clientId)
{
    private readonly string _client = $"clients/{Uri.EscapeDataString(clientId)}";

    /// <summary>How a key was registered: its credential's id.</summary>
    public Task<ManagementChange<string>> RegisterAsync(NewKey key, string name, KeySpecification specification, CancellationToken stop)
    {
        var expiresAt = session.Http.Time.GetUtcNow() + specification.Lifetime;

        // Not to be repeated blindly: each time it arrives it may register another one.
        var call = new ChangeCall(
            HttpMethod.Post,
            $"{_client}/credentials",
            () => SecretJson.Object(writer =>
            {
                writer.WriteString("credential_type", "public_key");
                writer.WriteString("name", name);
                writer.WriteString("pem", key.PublicPem);
                writer.WriteString("alg", specification.Algorithm.ToString());
                writer.WriteString("kid", key.KeyId);
                writer.WriteString("expires_at", expiresAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            }),
            RetryRule.Once);
        return ManagementChange.SendAsync(session, call, clientId, response => ReadRegistered(response, key), stop);
    }

    /// <summary>Says which keys are in use; with them, private key JWT is.</summary>
    /// <param name="credentialIds">Their credentials' ids; at least one.</param>
    /// <param name="present">How it is now.</param>
    /// <param name="stop">As everywhere.</param>
    public Task<ManagementChange<bool>> AttachAsync(IReadOnlyList<string> credentialIds, ClientKeys present, CancellationToken stop) =>
        PatchAsync(
            writer =>
            {
                writer.WriteStartObject("client_authentication_methods");
                writer.WriteStartObject("private_key_jwt");
                writer.WriteStartArray("credentials");
                foreach (var id in credentialIds)
                {
                    writer.WriteStartObject();
                    writer.WriteString("id", id);
                    writer.WriteEndObject();
                }

                writer.WriteEndArray();
                writer.WriteEndObject();
                writer.WriteEndObject();
                if (present.UsesKeys)
                    return;

                // Auth0 takes the change of method only together with these two.
                writer.WriteNull("token_endpoint_auth_method");
                if (present.IdTokenAlgorithm == "HS256")
                    WriteIdTokenAlgorithm(writer, "RS256");
            },
            stop);

    /// <summary>Deletes a credential; one that is gone already is deleted.</summary>
    public Task<ManagementChange<bool>> DeleteAsync(string credentialId, CancellationToken stop) =>
        ManagementChange.SendAsync(
            session,
            new ChangeCall(HttpMethod.Delete, $"{_client}/credentials/{Uri.EscapeDataString(credentialId)}", Body: null),
            clientId,
            static response => response.Body.IsEmpty ? ChangeAnswer<bool>.Is(true) : ChangeAnswer<bool>.IsNot("with content, which Auth0's answer to a deletion does not have"),
            stop);

    /// <summary>Writes the id tokens' algorithm.</summary>
    public static void WriteIdTokenAlgorithm(Utf8JsonWriter writer, string algorithm)
    {
        writer.WriteStartObject("jwt_configuration");
        writer.WriteString("alg", algorithm);
        writer.WriteEndObject();
    }

    private Task<ManagementChange<bool>> PatchAsync(Action<Utf8JsonWriter> members, CancellationToken stop) =>
        ManagementChange.SendAsync(
            session,
            new ChangeCall(HttpMethod.Patch, _client, () => SecretJson.Object(members)),
            clientId,
            response => ClientAnswer.WhyNot(response, clientId) is { } why ? ChangeAnswer<bool>.IsNot(why) : ChangeAnswer<bool>.Is(true),
            stop);

    private static ChangeAnswer<string> ReadRegistered(TenantResponse response, NewKey key)
    {
        var registered = response.Json is { ValueKind: JsonValueKind.Object } json ? RegisteredKey.Read(json) : null;
        return registered is not { Id.Length: > 0 } ? ChangeAnswer<string>.IsNot("not with a credential, as Auth0 does")
            : registered.KeyId is { } id && id != key.KeyId ? ChangeAnswer<string>.IsNot("with another key than the one that was registered")
            : ChangeAnswer<string>.Is(registered.Id);
    }
}
