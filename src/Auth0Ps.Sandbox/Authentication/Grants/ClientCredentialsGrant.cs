using Auth0Ps.Sandbox.Authentication.Tokens;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.RateLimits;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Grants;

/// <summary><c>client_credentials</c>: a token that an application holds for itself.</summary>
internal sealed class ClientCredentialsGrant
{
    private readonly TenantStore _store;
    private readonly OrganizationRules _organizations;
    private readonly AccessTokenIssuer _issuer;
    private readonly TokenQuotas _quotas;

    public ClientCredentialsGrant(TenantStore store, TokenSigner signer, string domain, TimeProvider time)
    {
        _store = store;
        _organizations = new OrganizationRules(store);
        _issuer = new AccessTokenIssuer(signer, domain, time);
        _quotas = new TokenQuotas(store, time);
    }

    public HttpResponse Handle(Client client, TokenParameters parameters)
    {
        // Tenants with a legacy flag answer a missing audience with an opaque token; that flag is not offered here.
        var audience = parameters["audience"] ?? _store.Settings.DefaultAudience ?? throw OAuthErrors.MissingParameter("audience");
        var server = _store.ResourceServers.FindByAlternateKey(audience) ?? throw OAuthErrors.UnknownAudience(audience);
        var grant = _store.GrantOf(client, audience, "client");
        if (grant is null || server.DeniesClients)
            throw OAuthErrors.NoGrant(audience);
        var organization = _organizations.Resolve(client, grant, parameters["organization"]);
        var scopes = Scopes(grant, server, parameters["scope"]);
        var quotas = _quotas.Take(client, organization);
        var token = _issuer.ForClient(client, server, scopes, organization);
        return OAuthResponses.With(quotas, OAuthResponses.Json(200, writer =>
        {
            writer.WriteString("access_token", token);
            writer.WriteOptional("scope", scopes.Count > 0 ? string.Join(' ', scopes) : null);
            writer.WriteNumber("expires_in", server.TokenLifetime);
            writer.WriteString("token_type", "Bearer");
        }));
    }

    private static IReadOnlyList<string> Scopes(ClientGrant grant, ResourceServer server, string? requested)
    {
        var granted = grant.AllowAllScopes == true ? [.. server.Scopes] : grant.Scope;
        if (requested is null)
            return granted;
        var wanted = requested.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var refused = wanted.Except(granted, StringComparer.Ordinal).ToList();
        return refused.Count > 0 ? throw OAuthErrors.ScopeNotGranted(refused) : [.. wanted.Distinct(StringComparer.Ordinal)];
    }
}
