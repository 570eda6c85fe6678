namespace Auth0Ps;

/// <summary>The API a connection's tokens are for.</summary>
public enum Auth0ApiType
{
    /// <summary>The Management API v2.</summary>
    Management,

    /// <summary>The My Account API, on behalf of a user.</summary>
    MyAccount,

    /// <summary>An API of the tenant's owner.</summary>
    Custom,
}
