using Auth0Ps.Sandbox.Authentication.RefreshTokens;
using Auth0Ps.Sandbox.Http;

namespace Auth0Ps.Sandbox.Authentication;

/// <summary><c>POST /oauth/revoke</c> (RFC 7009): ends the login that a refresh token belongs to.</summary>
internal sealed class RevocationEndpoint
{
    private readonly ClientAuthenticator _authenticator;
    private readonly RefreshTokenStore _refreshTokens;

    public RevocationEndpoint(ClientAuthenticator authenticator, RefreshTokenStore refreshTokens)
    {
        _authenticator = authenticator;
        _refreshTokens = refreshTokens;
    }

    public HttpResponse Handle(HttpRequest request)
    {
        try
        {
            var parameters = TokenParameters.Read(request);
            var client = _authenticator.Authenticate(parameters, mayBePublic: true);
            // Someone else's token is treated like an unknown one, which gives nothing away; unconfirmed.
            _refreshTokens.Revoke(client, parameters["token"] ?? throw OAuthErrors.MissingParameter("token"));
            return new HttpResponse(200).With("Cache-Control", "no-store");
        }
        catch (OAuthException refused)
        {
            return OAuthResponses.Error(refused);
        }
    }
}
