using System.Collections.Concurrent;
using Auth0Ps.Sandbox.Authentication.Tokens;

namespace Auth0Ps.Sandbox.Management;

/// <summary>Checks the access token of a Management API call: signature, issuer, audience, expiry.</summary>
internal sealed class BearerAuthentication
{
    private const int Remembered = 1000;
    private readonly ConcurrentDictionary<string, BearerToken> _verified = new(StringComparer.Ordinal);
    private readonly TokenSigner _signer;
    private readonly string _issuer;
    private readonly string _audience;
    private readonly TimeProvider _time;

    public BearerAuthentication(TokenSigner signer, string domain, string audience, TimeProvider time)
    {
        _signer = signer;
        _issuer = domain + "/";
        _audience = audience;
        _time = time;
    }

    /// <exception cref="ManagementException">401, with the reason as Auth0 words it; 400 when the header does not have the shape of a token.</exception>
    public BearerToken Authenticate(string? authorization)
    {
        // Unconfirmed text; the others are from Auth0's reference and, for the expired token, from live answers.
        if (authorization is null)
            throw Unauthorized("Missing authentication");
        if (authorization.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is not [var scheme, var text])
            throw ManagementErrors.MalformedAuthorization();
        if (!scheme.Equals("Bearer", StringComparison.OrdinalIgnoreCase))
            throw Unauthorized("Invalid token");
        if (text.Split('.').Length != 3)
            throw ManagementErrors.MalformedAuthorization();
        var token = Verified(text);
        // Unconfirmed text.
        if (!token.Audiences.Contains(_audience, StringComparer.Ordinal))
            throw Unauthorized("Bad audience: " + string.Join(", ", token.Audiences));
        if (token.Issuer != _issuer)
            throw Unauthorized("Invalid token");
        if (token.ExpiresAt is not { } expiry || expiry <= _time.GetUtcNow())
            throw new ManagementException(401, "invalid_token", "Expired token received for JSON Web Token validation");
        return token;
    }

    // The signature is checked once for each token: it costs more than the rest of a call. Whether its key is still trusted is asked each time.
    private BearerToken Verified(string text)
    {
        if (_verified.TryGetValue(text, out var known) && known.KeyId is { } keyId && _signer.Trusts(keyId))
            return known;
        var token = BearerToken.Parse(text) ?? throw Unauthorized("Invalid token");
        if (!token.IsSignedBy(_signer))
            throw Unauthorized("Invalid signature received for JSON Web Token validation");
        if (_verified.Count >= Remembered)
            _verified.Clear();
        _verified[text] = token;
        return token;
    }

    private static ManagementException Unauthorized(string message) => new(401, null, message);
}
