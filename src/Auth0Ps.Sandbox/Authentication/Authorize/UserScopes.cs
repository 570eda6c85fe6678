using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Authorize;

/// <summary>What an application may do in a user's name: the API's policy for users decides.</summary>
internal sealed class UserScopes
{
    private const string OfflineAccess = "offline_access";
    private static readonly string[] OpenId = ["openid", "profile", "email", "address", "phone"];
    private readonly TenantStore _store;

    public UserScopes(TenantStore store) => _store = store;

    /// <summary>
    /// The scopes granted, in the order asked for; unknown ones are left out without an error, as Auth0 does. Asking for none means all of the
    /// API's and those of OpenID Connect, but no refresh token; unconfirmed.
    /// </summary>
    /// <exception cref="OAuthException">The API lets no user in through this application.</exception>
    public IReadOnlyList<string> Grant(Client client, ResourceServer? server, string? requested)
    {
        var offered = server is null ? [] : Offered(client, server);
        if (requested is null)
            return [.. OpenId, .. offered];
        var allowed = offered.Concat(OpenId).ToHashSet(StringComparer.Ordinal);
        if (client.AllowsGrantType("refresh_token") && server?.AllowsOfflineAccess != false)
            allowed.Add(OfflineAccess);
        return [.. requested.Split(' ', StringSplitOptions.RemoveEmptyEntries).Where(allowed.Contains).Distinct(StringComparer.Ordinal)];
    }

    /// <summary>Those of an earlier login that would be granted again: a grant may have been taken away meanwhile.</summary>
    /// <exception cref="OAuthException">The API lets no user in through this application any more.</exception>
    public IReadOnlyList<string> Again(Client client, ResourceServer? server, IReadOnlyList<string> scopes) => Grant(client, server, string.Join(' ', scopes));

    private IReadOnlyList<string> Offered(Client client, ResourceServer server)
    {
        // Users get at the Management API for nothing but their own profile (Auth0's page on single-page applications and the Management API), which is not offered here.
        if (server.IsManagement)
            return [];
        if (server.UserPolicy == "allow_all")
            return [.. server.Scopes];
        var grant = server.UserPolicy == "deny_all"
            ? null
            : _store.GrantOf(client, server.Identifier, "user");
        if (grant is null)
            throw OAuthErrors.NoUserGrant(client.ClientId, server.Identifier);
        return grant.AllowAllScopes == true ? [.. server.Scopes] : grant.Scope;
    }
}
