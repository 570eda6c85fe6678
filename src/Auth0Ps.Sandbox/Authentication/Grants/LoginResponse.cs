using Auth0Ps.Sandbox.Authentication.Tokens;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Authentication.Grants;

/// <summary>The tokens of a login, as the token endpoint answers them.</summary>
internal static class LoginResponse
{
    public static HttpResponse Create(UserTokenIssuer issuer, Login login, string? refreshToken, string? nonce)
    {
        var (accessToken, lifetime) = issuer.AccessToken(login);
        return OAuthResponses.Json(200, writer =>
        {
            writer.WriteString("access_token", accessToken);
            writer.WriteOptional("refresh_token", refreshToken);
            writer.WriteOptional("id_token", login.Scopes.Contains("openid", StringComparer.Ordinal) ? issuer.IdToken(login, nonce) : null);
            writer.WriteOptional("scope", login.Scopes.Count > 0 ? string.Join(' ', login.Scopes) : null);
            writer.WriteNumber("expires_in", lifetime);
            writer.WriteString("token_type", "Bearer");
        });
    }
}
