using Auth0Ps.Sandbox.Authentication.Authorize;
using Auth0Ps.Sandbox.Authentication.Grants;
using Auth0Ps.Sandbox.Authentication.RefreshTokens;
using Auth0Ps.Sandbox.Authentication.Tokens;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.Tenant.Keys;
using Auth0Ps.Sandbox.TenantLogs;

namespace Auth0Ps.Sandbox.Authentication;

/// <summary>Everything outside the Management and My Account APIs, by method and path.</summary>
internal sealed class AuthenticationApi
{
    private readonly TenantStore _store;
    private readonly SigningKeys _keys;
    private readonly string _domain;
    private readonly TokenEndpoint _tokenEndpoint;
    private readonly AuthorizeEndpoint _authorizeEndpoint;
    private readonly RevocationEndpoint _revocationEndpoint;
    private readonly UserInfoEndpoint _userInfoEndpoint;

    public AuthenticationApi(TenantStore store, SigningKeys keys, TokenSigner signer, string domain, SecretPropagation propagation, SignInLog log, TimeProvider time)
    {
        _store = store;
        _keys = keys;
        _domain = domain;
        var authenticator = new ClientAuthenticator(store, domain, propagation, time);
        var (codes, refreshTokens, opaque) = (new AuthorizationCodes(time), new RefreshTokenStore(store, time), new OpaqueTokens(store, domain));
        var issuer = new UserTokenIssuer(store, signer, opaque, domain, time);
        _tokenEndpoint = new TokenEndpoint(authenticator, log, new Dictionary<string, Func<Client, TokenParameters, HttpResponse>>(StringComparer.Ordinal)
        {
            ["client_credentials"] = new ClientCredentialsGrant(store, signer, domain, time).Handle,
            ["authorization_code"] = new AuthorizationCodeGrant(codes, refreshTokens, issuer, time).Handle,
            ["refresh_token"] = new RefreshTokenGrant(store, refreshTokens, issuer, time).Handle,
        });
        _authorizeEndpoint = new AuthorizeEndpoint(store, codes, time);
        _revocationEndpoint = new RevocationEndpoint(authenticator, refreshTokens);
        _userInfoEndpoint = new UserInfoEndpoint(store, signer, opaque, domain, time);
    }

    /// <summary>The answer, or null when nothing lives there. HEAD is answered like GET; the connection leaves the body out.</summary>
    public HttpResponse? Handle(HttpRequest request) => (request.Method, request.Path) switch
    {
        ("POST", "/oauth/token") => _tokenEndpoint.Handle(request),
        ("POST", "/oauth/revoke") => _revocationEndpoint.Handle(request),
        ("GET" or "HEAD", "/authorize" or LoginPage.Path) => _authorizeEndpoint.Show(request),
        ("POST", LoginPage.Path) => _authorizeEndpoint.LogIn(request),
        ("GET" or "HEAD" or "POST", "/userinfo") => _userInfoEndpoint.Handle(request),
        ("GET" or "HEAD", "/.well-known/openid-configuration" or "/.well-known/oauth-authorization-server") => DiscoveryDocument.Create(_domain),
        ("GET" or "HEAD", "/.well-known/jwks.json") => KeySet(),
        _ => null,
    };

    private HttpResponse KeySet()
    {
        _keys.EnsureNext();
        return KeySetDocument.Create(_store);
    }
}
