using System.Text.Json;
using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Http;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>Takes an application from private keys back to a client secret: the method in the request that sets the secret, the keys afterwards.</summary>
internal sealed class RevertToClientSecret(TenantSession session)
{
    /// <summary>Writes what leaves private keys; Auth0 takes both members only in one request (Auth0 docs, "Configure Private Key JWT Authentication").</summary>
    /// <param name="writer">The body.</param>
    /// <param name="former">How it was before; a secret in the body where nobody knows.</param>
    public static void WriteMethod(Utf8JsonWriter writer, FormerMethod? former)
    {
        writer.WriteNull("client_authentication_methods");
        writer.WriteString("token_endpoint_auth_method", former is { TokenEndpointAuthMethod: "client_secret_basic" or "client_secret_post" } known ? known.TokenEndpointAuthMethod : ClientAuthenticationResolver.SecretMethod);
        if (former?.IdTokenAlgorithm is { } algorithm)
            KeyCalls.WriteIdTokenAlgorithm(writer, algorithm);
    }

    /// <summary>Deletes the keys that were made here, which nothing uses any more; those of others stay registered, and so does what serves another use by now.</summary>
    /// <remarks>The secret is live and proven, so what cannot be deleted now harms nobody and is left.</remarks>
    public async Task<RotationEntry> DeleteAsync(RotationEntry entry, CancellationToken stop)
    {
        try
        {
            var keys = await ClientKeys.ReadAsync(session, entry.ClientId, stop);
            var ours = keys.Registered.Where(key => entry.Keys.Any(known => known.CredentialId == key.Id && known.State != RotationKeyState.Foreign)).ToList();
            var removed = await new KeyRemoval(new KeyCalls(session, entry.ClientId)).RemoveAsync(keys, ours, stop);
            return removed.Outcome == ResponseOutcome.Done ? entry with { Keys = [], MovedFrom = null } : entry;
        }
        catch (Exception exception) when (exception is Auth0Exception or OperationCanceledException)
        {
            return entry;
        }
    }
}
