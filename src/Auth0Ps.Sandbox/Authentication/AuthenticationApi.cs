using Auth0Ps.Sandbox.Authentication.Tokens;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.Tenant.Keys;

namespace Auth0Ps.Sandbox.Authentication;

/// <summary>Everything outside <c>/api/v2</c>, by method and path.</summary>
internal sealed class AuthenticationApi
{
    private readonly TenantStore _store;
    private readonly SigningKeys _keys;
    private readonly string _domain;
    private readonly TokenEndpoint _tokenEndpoint;

    public AuthenticationApi(TenantStore store, SigningKeys keys, TokenSigner signer, string domain, TimeProvider time)
    {
        _store = store;
        _keys = keys;
        _domain = domain;
        _tokenEndpoint = new TokenEndpoint(store, signer, domain, time);
    }

    /// <summary>The answer, or null when nothing lives there. HEAD is answered like GET; the connection leaves the body out.</summary>
    public HttpResponse? Handle(HttpRequest request) => (request.Method, request.Path) switch
    {
        ("POST", "/oauth/token") => _tokenEndpoint.Handle(request),
        ("GET" or "HEAD", "/.well-known/openid-configuration") => DiscoveryDocument.Create(_domain),
        ("GET" or "HEAD", "/.well-known/jwks.json") => KeySet(),
        _ => null,
    };

    private HttpResponse KeySet()
    {
        _keys.EnsureNext();
        return KeySetDocument.Create(_store);
    }
}
