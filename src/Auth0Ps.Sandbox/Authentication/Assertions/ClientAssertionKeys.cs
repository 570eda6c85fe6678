using System.Text.Json;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Assertions;

/// <summary>The credentials that an application may sign assertions with: registered is not enough, its settings must name them.</summary>
internal static class ClientAssertionKeys
{
    public static IReadOnlyList<ClientCredential> Of(Client client)
    {
        if (client.Settings.Member("client_authentication_methods")?.Member("private_key_jwt")?.Member("credentials") is not { ValueKind: JsonValueKind.Array } references)
            return [];
        var attached = references.EnumerateArray().Select(reference => reference.Text("id")).ToHashSet(StringComparer.Ordinal);
        return [.. client.Credentials.Where(credential => credential.PublicKey is not null && credential.Algorithm is not null && attached.Contains(credential.Id))];
    }
}
