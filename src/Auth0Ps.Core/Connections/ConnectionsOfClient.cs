using System.Security;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Connections;

/// <summary>The connections that sign in as one client, which move along when its secret is rotated.</summary>
internal static class ConnectionsOfClient
{
    /// <summary>The vault entries from which connections sign in as a client, but for one that is written anyway.</summary>
    public static IReadOnlyList<VaultPlace> PlacesOf(this ConnectionRegistry registry, string domain, string clientId, string vault, string entry) =>
    [
        .. Of(registry, domain, clientId)
            .Select(connection => new VaultPlace(connection.SecretReference.Vault!, connection.SecretReference.SecretName!))
            .Where(place => !place.IsAt(vault, entry))
            .DistinctBy(place => (place.Vault.ToUpperInvariant(), place.Entry.ToUpperInvariant())),
    ];

    /// <summary>Lets every connection that signs in as a client know that its secret, where it is kept, is another now.</summary>
    public static async Task MovedAsync(this ConnectionRegistry registry, string domain, string clientId, SecureString secret)
    {
        foreach (var connection in Of(registry, domain, clientId).ToList())
        {
            var hash = CredentialsHash.Of(domain, clientId, secret);
            if (connection.CredentialsHash != hash)
                await registry.ReplaceAsync(connection, connection with { CredentialsHash = hash, UpdatedAt = DateTimeOffset.UtcNow }, secret: null, CancellationToken.None);
        }
    }

    private static IEnumerable<Auth0Connection> Of(ConnectionRegistry registry, string domain, string clientId) => registry.All.Where(connection =>
        connection.Domain == domain
        && connection.ClientId == clientId
        && connection.TokenEndpointAuthMethod == CredentialProof.SecretMethod
        && connection.SecretReference.Location == SecretLocation.Vault);
}
