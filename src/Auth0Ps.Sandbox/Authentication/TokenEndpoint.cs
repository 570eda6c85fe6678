using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.TenantLogs;

namespace Auth0Ps.Sandbox.Authentication;

/// <summary><c>POST /oauth/token</c>: one handler for each grant type.</summary>
internal sealed class TokenEndpoint
{
    private const string ClientCredentials = "client_credentials";

    // Known to Auth0 but not offered here: an application is told so only if it was allowed to use them.
    private static readonly HashSet<string> OtherGrantTypes = new(StringComparer.Ordinal)
    {
        "password", "http://auth0.com/oauth/grant-type/password-realm",
        "http://auth0.com/oauth/grant-type/passwordless/otp", "http://auth0.com/oauth/grant-type/mfa-otp",
        "http://auth0.com/oauth/grant-type/mfa-oob", "http://auth0.com/oauth/grant-type/mfa-recovery-code",
        "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange", "urn:openid:params:grant-type:ciba",
    };

    private readonly ClientAuthenticator _authenticator;
    private readonly SignInLog _log;
    private readonly IReadOnlyDictionary<string, Func<Client, TokenParameters, HttpResponse>> _grants;

    public TokenEndpoint(ClientAuthenticator authenticator, SignInLog log, IReadOnlyDictionary<string, Func<Client, TokenParameters, HttpResponse>> grants)
    {
        _authenticator = authenticator;
        _log = log;
        _grants = grants;
    }

    public HttpResponse Handle(HttpRequest request)
    {
        try
        {
            var parameters = TokenParameters.Read(request);
            return parameters["grant_type"] == ClientCredentials ? Logged(request, parameters) : Grant(parameters).Response;
        }
        catch (OAuthException refused)
        {
            return OAuthResponses.Error(refused);
        }
    }

    private HttpResponse Logged(HttpRequest request, TokenParameters parameters)
    {
        try
        {
            var (client, response) = Grant(parameters);
            _log.Succeeded(request, parameters, client, response);
            return response;
        }
        catch (OAuthException refused)
        {
            _log.Refused(request, parameters, refused);
            throw;
        }
    }

    private (Client Client, HttpResponse Response) Grant(TokenParameters parameters)
    {
        var grantType = parameters["grant_type"] ?? throw OAuthErrors.MissingParameter("grant_type");
        if (!_grants.TryGetValue(grantType, out var handle) && !OtherGrantTypes.Contains(grantType))
            throw OAuthErrors.UnsupportedGrantType();
        var client = _authenticator.Authenticate(parameters, mayBePublic: grantType != ClientCredentials);
        if (!client.AllowsGrantType(grantType))
            throw OAuthErrors.GrantTypeNotAllowed(grantType);
        return handle is null ? throw OAuthErrors.UnsupportedGrantType() : (client, handle(client, parameters));
    }
}
