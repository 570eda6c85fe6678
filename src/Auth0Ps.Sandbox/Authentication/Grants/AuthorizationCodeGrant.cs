using Auth0Ps.Sandbox.Authentication.Authorize;
using Auth0Ps.Sandbox.Authentication.RefreshTokens;
using Auth0Ps.Sandbox.Authentication.Tokens;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Grants;

/// <summary><c>authorization_code</c> (RFC 6749, section 4.1.3): a code becomes tokens, once.</summary>
internal sealed class AuthorizationCodeGrant
{
    private readonly AuthorizationCodes _codes;
    private readonly RefreshTokenStore _refreshTokens;
    private readonly UserTokenIssuer _issuer;
    private readonly TimeProvider _time;

    public AuthorizationCodeGrant(AuthorizationCodes codes, RefreshTokenStore refreshTokens, UserTokenIssuer issuer, TimeProvider time)
    {
        _codes = codes;
        _refreshTokens = refreshTokens;
        _issuer = issuer;
        _time = time;
    }

    public HttpResponse Handle(Client client, TokenParameters parameters)
    {
        var text = parameters["code"] ?? throw OAuthErrors.MissingParameter("code");
        // Someone else's attempt leaves the code to its owner.
        if (_codes.Find(text) is not { } code || code.Login.Client.ClientId != client.ClientId)
            throw OAuthErrors.InvalidCode();
        if (!code.Take())
        {
            _refreshTokens.Revoke(code.RefreshHandle);
            throw OAuthErrors.InvalidCode();
        }

        // An attempt that fails from here on has used the code up: its sender may have stolen it.
        Check(client, code, parameters);
        var login = code.Login with { Client = client };
        string? refreshToken = null;
        if (login.Scopes.Contains("offline_access", StringComparer.Ordinal))
            refreshToken = _refreshTokens.Start(login, code.RefreshHandle, () => !code.Misused) ?? throw OAuthErrors.InvalidCode();
        return LoginResponse.Create(_issuer, login, refreshToken, code.Nonce);
    }

    private void Check(Client client, AuthorizationCode code, TokenParameters parameters)
    {
        if (code.ExpiresAt <= _time.GetUtcNow())
            throw OAuthErrors.InvalidCode();
        if (code.NamesRedirectUri && parameters["redirect_uri"] is null)
            throw OAuthErrors.MissingParameter("redirect_uri");
        if (code.RedirectUri != (parameters["redirect_uri"] ?? code.RedirectUri))
            throw OAuthErrors.WrongRedirectUri();
        if (code.CodeChallenge is not null && parameters["code_verifier"] is null)
            throw OAuthErrors.MissingParameter("code_verifier");
        // Made public between the two requests: nothing would speak for it.
        if (client.IsPublic && code.CodeChallenge is null)
            throw OAuthErrors.PublicClient();
        if (!CodeVerifier.Fits(parameters["code_verifier"], code.CodeChallenge))
            throw OAuthErrors.WrongVerifier();
    }
}
