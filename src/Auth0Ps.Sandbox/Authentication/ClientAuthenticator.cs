using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication;

/// <summary>Decides whether a token request comes from the application it names.</summary>
internal sealed class ClientAuthenticator
{
    private readonly TenantStore _store;
    private readonly TimeProvider _time;

    public ClientAuthenticator(TenantStore store, TimeProvider time)
    {
        _store = store;
        _time = time;
    }

    /// <exception cref="OAuthException">Unknown, public, or not proven.</exception>
    public Client Authenticate(TokenParameters parameters)
    {
        var (clientId, secrets) = parameters.ClientCredentials;
        if (clientId is null)
            throw OAuthErrors.MissingParameter("client_id");
        var client = _store.Clients.Find(clientId) ?? throw OAuthErrors.UnknownClient();
        if (client.TokenEndpointAuthMethod == "none")
            throw OAuthErrors.PublicClient();
        // Whether Auth0 insists on the configured one of post and basic is unconfirmed; both are accepted.
        // An application on private_key_jwt proves itself by assertion only.
        if (client.UsesCredentials || !secrets.Any(secret => Accepts(client, secret)))
            throw OAuthErrors.WrongSecret();
        return client;
    }

    private bool Accepts(Client client, string secret) =>
        CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(client.Secret), Encoding.UTF8.GetBytes(secret))
        && _time.GetUtcNow() >= client.SecretAcceptedFrom;
}
