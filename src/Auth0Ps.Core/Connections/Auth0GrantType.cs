namespace Auth0Ps;

/// <summary>The OAuth grant a connection gets its tokens by (RFC 6749, RFC 7636).</summary>
public enum Auth0GrantType
{
    /// <summary>Client credentials: an application on its own behalf.</summary>
    ClientCredentials,

    /// <summary>Authorization code: a user in the browser.</summary>
    AuthorizationCode,

    /// <summary>Authorization code with proof key: a user in the browser, for applications without a secret.</summary>
    AuthorizationCodePkce,
}
