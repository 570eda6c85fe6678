using Auth0Ps.Sandbox.Authentication.Assertions;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication;

/// <summary>Decides whether a request comes from the application it names: by secret, by assertion, or by name where that is all there is.</summary>
internal sealed class ClientAuthenticator
{
    private readonly TenantStore _store;
    private readonly SecretPropagation _propagation;
    private readonly AssertionAuthenticator _assertions;

    public ClientAuthenticator(TenantStore store, string domain, SecretPropagation propagation, TimeProvider time)
    {
        _store = store;
        _propagation = propagation;
        _assertions = new AssertionAuthenticator(store, domain, time);
    }

    /// <summary>The application.</summary>
    /// <param name="parameters">The request.</param>
    /// <param name="mayBePublic">Whether something else in the request, such as a code with its verifier, speaks for an application without a secret.</param>
    /// <exception cref="OAuthException">Unknown, public where that will not do, or not proven.</exception>
    public Client Authenticate(TokenParameters parameters, bool mayBePublic)
    {
        if (AssertionAuthenticator.Applies(parameters))
            return _assertions.Authenticate(parameters);
        var (clientId, secrets) = parameters.ClientCredentials;
        if (clientId is null)
            throw OAuthErrors.MissingParameter("client_id");
        var client = _store.Clients.Find(clientId) ?? throw OAuthErrors.UnknownClient();
        // Unconfirmed: a public application that sends a secret is refused rather than told nothing of its mistake.
        if (client.IsPublic)
            return mayBePublic && secrets.Count == 0 ? client : throw OAuthErrors.PublicClient();
        // Whether Auth0 insists on the configured one of post and basic is unconfirmed; both are accepted.
        // An application on private_key_jwt proves itself by assertion only.
        if (client.UsesCredentials || secrets.Count == 0 || !_propagation.Accepts(client, secrets))
            throw OAuthErrors.WrongSecret();
        return client;
    }
}
