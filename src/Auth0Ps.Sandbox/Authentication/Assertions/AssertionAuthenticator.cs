using System.Text.Json;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Assertions;

/// <summary>
/// Authentication by a private key (RFC 7523, section 3; Auth0's page on private key JWT): the application signs who it is, for whom and until when.
/// </summary>
internal sealed class AssertionAuthenticator
{
    private const string AssertionType = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private readonly TenantStore _store;
    private readonly string _audience;
    private readonly TimeProvider _time;
    private readonly UsedAssertions _used;

    public AssertionAuthenticator(TenantStore store, string domain, TimeProvider time)
    {
        _store = store;
        _audience = domain + "/";
        _time = time;
        _used = new UsedAssertions(time);
    }

    /// <summary>Whether the request tries to authenticate that way.</summary>
    public static bool Applies(TokenParameters parameters) => parameters["client_assertion"] is not null || parameters["client_assertion_type"] is not null;

    /// <exception cref="OAuthException">The assertion breaks a rule; the description says which one.</exception>
    public Client Authenticate(TokenParameters parameters)
    {
        if (parameters.ClientCredentials.Secrets.Count > 0)
            throw OAuthErrors.SeveralMethods();
        if (parameters["client_assertion_type"] != AssertionType)
            throw OAuthErrors.BadAssertion("client_assertion_type must be " + AssertionType);
        var assertion = parameters["client_assertion"] is { } text ? ClientAssertion.Parse(text) : null;
        if (assertion is null)
            throw OAuthErrors.BadAssertion("it is not a JSON Web Token");
        var client = Client(assertion, parameters["client_id"]);
        CheckSignature(client, assertion);
        CheckClaims(client, assertion);
        return client;
    }

    private Client Client(ClientAssertion assertion, string? clientId)
    {
        if (assertion.Claims.Text("iss") is not { Length: > 0 } issuer || assertion.Claims.Text("sub") != issuer)
            throw OAuthErrors.BadAssertion("iss and sub must both be the client_id");
        if (clientId is not null && clientId != issuer)
            throw OAuthErrors.BadAssertion("iss and sub are not the client_id of the request");
        if (_store.Clients.Find(issuer) is not { } client || ClientAssertionKeys.Of(client).Count == 0)
            throw OAuthErrors.BadAssertion("iss is not a client that uses private_key_jwt");
        return client;
    }

    private void CheckSignature(Client client, ClientAssertion assertion)
    {
        if (assertion.Header.Text("alg") is not ("RS256" or "RS384" or "PS256"))
            throw OAuthErrors.BadAssertion("alg must be RS256, RS384 or PS256");
        var keys = ClientAssertionKeys.Of(client);
        if (assertion.Header.Member("kid") is { } kid)
        {
            keys = [.. keys.Where(key => kid.ValueKind == JsonValueKind.String && kid.ValueEquals(key.KeyId))];
            if (keys.Count == 0)
                throw OAuthErrors.BadAssertion("kid is not a credential of the client");
        }

        keys = [.. keys.Where(key => key.ExpiresAt is not { } expiry || expiry > _time.GetUtcNow())];
        if (keys.Count == 0)
            throw OAuthErrors.BadAssertion("the credential has expired");
        keys = [.. keys.Where(key => key.Algorithm == assertion.Header.Text("alg"))];
        if (keys.Count == 0)
            throw OAuthErrors.BadAssertion("alg is not the one registered with the credential");
        if (!keys.Any(assertion.IsSignedWith))
            throw OAuthErrors.BadAssertion("the signature is not of a credential of the client");
    }

    private void CheckClaims(Client client, ClientAssertion assertion)
    {
        if (!assertion.Audiences.Contains(_audience, StringComparer.Ordinal))
            throw OAuthErrors.BadAssertion($"aud must be {_audience} (with the slash at its end)");
        var now = _time.GetUtcNow();
        var expiry = assertion.Time("exp") ?? throw OAuthErrors.BadAssertion("exp is required");
        if (expiry <= now)
            throw OAuthErrors.BadAssertion("it has expired");
        if (expiry > now + Longest)
            throw OAuthErrors.BadAssertion("exp is more than 5 minutes ahead");
        if (assertion.Time("nbf") > now)
            throw OAuthErrors.BadAssertion("nbf is in the future");
        if (assertion.Claims.Text("jti") is not { Length: > 0 } id)
            throw OAuthErrors.BadAssertion("jti is required");
        if (!_used.Add(client.ClientId, id, expiry))
            throw OAuthErrors.BadAssertion("jti was used before");
    }
}
