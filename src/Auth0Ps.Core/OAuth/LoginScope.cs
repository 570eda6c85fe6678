
namespace Auth0Ps.OAuth;

/// <summary>What a person agrees to at login.</summary>
internal static class LoginScope
{
    /// <summary>
    /// The scopes to ask for: the connection's, and those that make an id token with a nonce and a refresh token (OpenID Connect Core
    /// sections 3.1.2.1 and 11).
    /// </summary>
    public static string Of(Auth0Connection connection) =>
        string.Join(' ', ((string[])["openid", "offline_access", .. connection.Scope]).Distinct(StringComparer.Ordinal));

    /// <summary>True when a login for one connection serves the other as well.</summary>
    public static bool IsSame(Auth0Connection left, Auth0Connection right) =>
        left.Domain == right.Domain
        && left.ClientId == right.ClientId
        && left.GrantType == right.GrantType
        && left.Audience == right.Audience
        && left.Organization == right.Organization
        && Of(left) == Of(right);
}
