using Auth0Ps.Sandbox.Authentication.Tokens;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication;

/// <summary><c>POST /oauth/token</c>: one handler for each grant type.</summary>
internal sealed class TokenEndpoint
{
    private const string ClientCredentials = "client_credentials";

    // Known to Auth0 but not offered here yet: an application is told so only if it was allowed to use them.
    private static readonly HashSet<string> s_otherGrantTypes = new(StringComparer.Ordinal)
    {
        "authorization_code", "refresh_token", "password", "http://auth0.com/oauth/grant-type/password-realm",
        "http://auth0.com/oauth/grant-type/passwordless/otp", "http://auth0.com/oauth/grant-type/mfa-otp",
        "http://auth0.com/oauth/grant-type/mfa-oob", "http://auth0.com/oauth/grant-type/mfa-recovery-code",
        "urn:ietf:params:oauth:grant-type:device_code", "urn:ietf:params:oauth:grant-type:token-exchange", "urn:openid:params:grant-type:ciba",
    };

    private readonly TenantStore _store;
    private readonly ClientAuthenticator _authenticator;
    private readonly OrganizationRules _organizations;
    private readonly AccessTokenIssuer _issuer;

    public TokenEndpoint(TenantStore store, TokenSigner signer, string domain, TimeProvider time)
    {
        _store = store;
        _authenticator = new ClientAuthenticator(store, time);
        _organizations = new OrganizationRules(store);
        _issuer = new AccessTokenIssuer(signer, domain, time);
    }

    public HttpResponse Handle(HttpRequest request)
    {
        try
        {
            return Grant(TokenParameters.Read(request));
        }
        catch (OAuthException refused)
        {
            return OAuthResponses.Error(refused);
        }
    }

    private HttpResponse Grant(TokenParameters parameters)
    {
        var grantType = parameters["grant_type"] ?? throw OAuthErrors.MissingParameter("grant_type");
        if (grantType != ClientCredentials && !s_otherGrantTypes.Contains(grantType))
            throw OAuthErrors.UnsupportedGrantType();
        var client = _authenticator.Authenticate(parameters);
        if (!client.AllowsGrantType(grantType))
            throw OAuthErrors.GrantTypeNotAllowed(grantType);
        return grantType == ClientCredentials ? GrantClientCredentials(client, parameters) : throw OAuthErrors.UnsupportedGrantType();
    }

    private HttpResponse GrantClientCredentials(Client client, TokenParameters parameters)
    {
        // Tenants with a legacy flag answer a missing audience with an opaque token; that flag is not offered here.
        var audience = parameters["audience"] ?? _store.Settings.DefaultAudience ?? throw OAuthErrors.MissingParameter("audience");
        var server = _store.ResourceServers.FindByAlternateKey(audience) ?? throw OAuthErrors.UnknownAudience(audience);
        var grant = _store.ClientGrants.FindByAlternateKey(ClientGrant.AlternateKey(client.ClientId, audience, "client"));
        if (grant is null || server.DeniesClients)
            throw OAuthErrors.NoGrant(audience);
        var organization = _organizations.Resolve(client, grant, parameters["organization"]);
        var scopes = Scopes(grant, server, parameters["scope"]);
        var token = _issuer.ForClient(client, server, scopes, organization);
        return OAuthResponses.Json(200, writer =>
        {
            writer.WriteString("access_token", token);
            writer.WriteOptional("scope", scopes.Count > 0 ? string.Join(' ', scopes) : null);
            writer.WriteNumber("expires_in", server.TokenLifetime);
            writer.WriteString("token_type", "Bearer");
        });
    }

    private static IReadOnlyList<string> Scopes(ClientGrant grant, ResourceServer server, string? requested)
    {
        IReadOnlyList<string> granted = grant.AllowAllScopes == true ? [.. server.Scopes] : grant.Scope;
        if (requested is null)
            return granted;
        var wanted = requested.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var refused = wanted.Except(granted, StringComparer.Ordinal).ToList();
        return refused.Count > 0 ? throw OAuthErrors.ScopeNotGranted(refused) : [.. wanted.Distinct(StringComparer.Ordinal)];
    }
}
