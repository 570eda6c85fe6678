using System.Text;
using Auth0Ps.Sandbox.Authentication.Tokens;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Management;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication;

/// <summary><c>/userinfo</c> (OpenID Connect Core, section 5.3): who the token's user is, as far as its scopes reveal.</summary>
internal sealed class UserInfoEndpoint
{
    private readonly TenantStore _store;
    private readonly OpaqueTokens _opaque;
    private readonly BearerAuthentication _authentication;
    private readonly string _issuer;
    private readonly TimeProvider _time;

    public UserInfoEndpoint(TenantStore store, TokenSigner signer, OpaqueTokens opaque, string domain, TimeProvider time)
    {
        _store = store;
        _opaque = opaque;
        _authentication = new BearerAuthentication(signer, domain, AudienceOf(domain), time);
        _issuer = domain + "/";
        _time = time;
    }

    /// <summary>What is in the audience of tokens that this endpoint takes.</summary>
    public static string AudienceOf(string domain) => domain + "/userinfo";

    public HttpResponse Handle(HttpRequest request)
    {
        if (Token(request.Headers["Authorization"]) is not { Subject: { } subject } token || _store.Users.Find(subject) is not { } user)
            return Refuse(401, "Bearer error=\"invalid_token\"");
        if (!token.Scopes.Contains("openid"))
            return Refuse(403, "Bearer error=\"insufficient_scope\", scope=\"openid\"");
        return OAuthResponses.Json(200, writer =>
        {
            writer.WriteString("sub", user.Id);
            UserClaims.Write(writer, user, token.Scopes);
        });
    }

    private BearerToken? Token(string? authorization)
    {
        var text = authorization?.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) == true ? authorization[7..].Trim() : "";
        if (_opaque.Open(text) is { } opened)
            return opened.Issuer == _issuer && opened.ExpiresAt > _time.GetUtcNow() ? opened : null;
        try
        {
            return _authentication.Authenticate(authorization);
        }
        catch (ManagementException)
        {
            return null;
        }
    }

    // Plain text; unconfirmed.
    private static HttpResponse Refuse(int statusCode, string challenge) =>
        new HttpResponse(statusCode, Encoding.UTF8.GetBytes(ReasonPhrases.For(statusCode)), "text/plain; charset=utf-8").With("WWW-Authenticate", challenge);
}
