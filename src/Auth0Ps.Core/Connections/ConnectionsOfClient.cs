using System.Security;
using System.Security.Cryptography;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Rotation.Keys;

namespace Auth0Ps.Connections;

/// <summary>The connections that sign in as one client, which move along when its secret or private key is rotated.</summary>
internal static class ConnectionsOfClient
{
    /// <summary>The vault entries from which connections sign in as a client, but for one that is written anyway.</summary>
    public static IReadOnlyList<VaultPlace> PlacesOf(this ConnectionRegistry registry, string domain, string clientId, CredentialType type, string vault, string entry) =>
    [
        .. Of(registry, domain, clientId, type)
            .Select(connection => new VaultPlace(connection.SecretReference.Vault!, connection.SecretReference.SecretName!))
            .Where(place => !place.IsAt(vault, entry))
            .DistinctBy(place => (place.Vault.ToUpperInvariant(), place.Entry.ToUpperInvariant())),
    ];

    /// <summary>Lets every connection that signs in as a client know that its secret, where it is kept, is another now.</summary>
    public static Task MovedAsync(this ConnectionRegistry registry, string domain, string clientId, SecureString secret)
    {
        var hash = new Lazy<string>(() => CredentialsHash.Of(domain, clientId, secret));
        return MoveAsync(registry, Of(registry, domain, clientId, CredentialType.ClientSecret), connection => connection with { CredentialsHash = hash.Value });
    }

    /// <summary>The same for a private key.</summary>
    public static Task MovedAsync(this ConnectionRegistry registry, string domain, string clientId, NewKey key, PrivateKeyAlgorithm algorithm)
    {
        var hash = new Lazy<string>(() =>
        {
            using var rsa = RSA.Create();
            rsa.ImportFromPem(key.PublicPem);
            return CredentialsHash.Of(domain, clientId, rsa);
        });
        return MoveAsync(
            registry,
            Of(registry, domain, clientId, CredentialType.PrivateKeyJwt),
            connection => connection with { CredentialsHash = hash.Value, KeyId = key.KeyId, KeyAlgorithm = algorithm });
    }

    private static async Task MoveAsync(ConnectionRegistry registry, List<Auth0Connection> connections, Func<Auth0Connection, Auth0Connection> move)
    {
        foreach (var connection in connections)
        {
            var moved = move(connection);
            if (moved != connection)
                await registry.ReplaceAsync(connection, moved with { UpdatedAt = DateTimeOffset.UtcNow }, secret: null, CancellationToken.None);
        }
    }

    private static List<Auth0Connection> Of(ConnectionRegistry registry, string domain, string clientId, CredentialType type)
    {
        var method = type == CredentialType.ClientSecret ? CredentialProof.SecretMethod : CredentialProof.KeyMethod;
        return
        [
            .. registry.All.Where(connection =>
                connection.Domain == domain
                && connection.ClientId == clientId
                && connection.TokenEndpointAuthMethod == method
                && connection.SecretReference.Location == SecretLocation.Vault),
        ];
    }
}
