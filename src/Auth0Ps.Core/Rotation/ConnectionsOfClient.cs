using System.Security;
using System.Security.Cryptography;
using Auth0Ps.Connections;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Rotation.PrivateKeys;

namespace Auth0Ps.Rotation;

/// <summary>The connections that sign in as one client, which move along when its secret or private key is rotated.</summary>
internal static class ConnectionsOfClient
{
    /// <summary>The vault entries from which connections sign in as a client, but for those that the rotation writes anyway.</summary>
    public static IReadOnlyList<VaultPlace> PlacesOf(this ConnectionRegistry registry, string domain, string clientId, string vault, SecretsMapping mapping) =>
    [
        .. Of(registry, domain, clientId, mapping.Kind)
            .Where(connection => !IsOnPrevious(connection, vault, mapping))
            .Select(connection => new VaultPlace(connection.SecretReference.Vault!, connection.SecretReference.SecretName!))
            .Where(place => !place.IsAt(vault, mapping.SecretEntry))
            .DistinctBy(place => (place.Vault.ToUpperInvariant(), place.Entry.ToUpperInvariant())),
    ];

    /// <summary>Lets every connection that signs in as a client know that its secret, where it is kept, is another now.</summary>
    public static Task MovedAsync(this ConnectionRegistry registry, string domain, string clientId, SecureString secret) =>
        MoveAsync(registry, Of(registry, domain, clientId, CredentialKind.ClientSecret), connection => connection with { CredentialsHash = CredentialsHash.Of(connection.Domain, clientId, secret) });

    /// <summary>The same for a private key.</summary>
    public static Task MovedAsync(this ConnectionRegistry registry, RotationEntry entry, NewKey key) =>
        MoveAsync(
            registry,
            [.. Of(registry, entry.Domain, entry.ClientId, CredentialKind.PrivateKey).Where(connection => !IsOnPrevious(connection, entry.Vault, entry.Mapping))],
            connection =>
            {
                using var rsa = RSA.Create();
                rsa.ImportFromPem(key.PublicPem);
                return connection with { CredentialsHash = CredentialsHash.Of(connection.Domain, entry.ClientId, rsa), KeyId = key.KeyId, KeyAlgorithm = entry.Key!.Algorithm };
            });

    /// <summary>One that signs in with the previous key on purpose: the present one is not to take its place there.</summary>
    private static bool IsOnPrevious(Auth0Connection connection, string vault, SecretsMapping mapping) =>
        mapping.Kind.WorksBesidePrevious
        && new VaultPlace(connection.SecretReference.Vault!, connection.SecretReference.SecretName!).IsAt(vault, mapping.PreviousEntry);

    private static async Task MoveAsync(ConnectionRegistry registry, List<Auth0Connection> connections, Func<Auth0Connection, Auth0Connection> move)
    {
        foreach (var connection in connections)
        {
            var moved = move(connection);
            if (moved != connection)
                await registry.ReplaceAsync(connection, moved with { UpdatedAt = DateTimeOffset.UtcNow }, secret: null, CancellationToken.None);
        }
    }

    private static List<Auth0Connection> Of(ConnectionRegistry registry, string domain, string clientId, CredentialKind kind)
    {
        var tenants = registry.Tenants;
        var tenant = tenants.OfHost(domain);
        return
        [
            .. registry.All.Where(connection =>
                connection.ClientId == clientId
                && tenants.Of(connection) == tenant
                && connection.TokenEndpointAuthMethod == kind.AuthenticationMethod
                && connection.SecretReference.Location == SecretLocation.Vault),
        ];
    }
}
