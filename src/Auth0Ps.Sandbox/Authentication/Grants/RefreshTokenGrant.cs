using Auth0Ps.Sandbox.Authentication.Authorize;
using Auth0Ps.Sandbox.Authentication.RefreshTokens;
using Auth0Ps.Sandbox.Authentication.Tokens;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Grants;

/// <summary><c>refresh_token</c> (RFC 6749, section 6): new tokens without a new login.</summary>
internal sealed class RefreshTokenGrant
{
    // From Auth0's page on the My Account API.
    private static readonly TimeSpan MyAccountLimit = TimeSpan.FromMinutes(15);
    private readonly TenantStore _store;
    private readonly RefreshTokenStore _refreshTokens;
    private readonly UserTokenIssuer _issuer;
    private readonly UserScopes _scopes;
    private readonly TimeProvider _time;

    public RefreshTokenGrant(TenantStore store, RefreshTokenStore refreshTokens, UserTokenIssuer issuer, TimeProvider time)
    {
        _store = store;
        _refreshTokens = refreshTokens;
        _issuer = issuer;
        _scopes = new UserScopes(store);
        _time = time;
    }

    public HttpResponse Handle(Client client, TokenParameters parameters)
    {
        var token = parameters["refresh_token"] ?? throw OAuthErrors.MissingParameter("refresh_token");
        var (login, newToken) = _refreshTokens.Use(client, token, family => Resolve(client, family, parameters));
        return LoginResponse.Create(_issuer, login, newToken, nonce: null);
    }

    private Login Resolve(Client client, RefreshTokenFamily family, TokenParameters parameters)
    {
        if (parameters["audience"] is { } audience && audience != family.Audience)
            throw OAuthErrors.AudienceFixed();
        var user = _store.Users.Find(family.UserId) ?? throw OAuthErrors.UnknownRefreshToken();
        var server = family.Audience is null ? null : _store.ResourceServers.FindByAlternateKey(family.Audience) ?? throw OAuthErrors.UnknownAudience(family.Audience);
        var organization = family.OrganizationId is null ? null : _store.Organizations.Find(family.OrganizationId) ?? throw OAuthErrors.UnknownOrganization();
        if (server is { IsMyAccount: true } && _time.GetUtcNow() - family.AuthenticatedAt >= MyAccountLimit)
            throw OAuthErrors.AuthenticationTooOld();
        return new(client, user, server, _scopes.Again(client, server, Narrowed(family, parameters["scope"])), organization, family.AuthenticatedAt);
    }

    private static IReadOnlyList<string> Narrowed(RefreshTokenFamily family, string? requested)
    {
        if (requested is null)
            return family.Scope;
        var wanted = requested.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        var exceeding = wanted.Except(family.Scope, StringComparer.Ordinal).ToList();
        return exceeding.Count > 0 ? throw OAuthErrors.ScopeExceeded(exceeding) : wanted;
    }
}
