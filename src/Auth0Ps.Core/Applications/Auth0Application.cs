using Auth0Ps.Errors;

namespace Auth0Ps;

/// <summary>An application (client) of a tenant; never its secret.</summary>
public sealed record Auth0Application
{
    // No public constructor: PowerShell would make one of any object that has a name.
    internal Auth0Application()
    {
    }

    /// <summary>The application's id at Auth0.</summary>
    public required string ClientId { get; init; }

    /// <summary>Its name as Auth0 has it, to be matched and compared; not unique in a tenant.</summary>
    public required string Name { get; init; }

    /// <summary>Its name fit to be shown: on one line, and without signs that steer a terminal or turn text around.</summary>
    public string DisplayName => DisplayText.Of(Name);

    /// <summary>Its type: <c>native</c>, <c>spa</c>, <c>regular_web</c>, <c>non_interactive</c>…; null where Auth0 has none.</summary>
    public string? AppType { get; init; }

    /// <summary>True for the tenant owner's own applications; null when the connection may not see it.</summary>
    public bool? IsFirstParty { get; init; }

    /// <summary>
    /// How it proves itself: <c>none</c>, <c>client_secret_post</c>, <c>client_secret_basic</c>, <c>private_key_jwt</c>,
    /// <c>tls_client_auth</c> or <c>self_signed_tls_client_auth</c>; null where Auth0 does not say. It leaves it out of applications that
    /// use keys, but also of some with a client secret; a connection with read:client_keys or read:client_credentials sees the difference.
    /// </summary>
    public string? TokenEndpointAuthMethod { get; init; }

    /// <summary>The grants it may use.</summary>
    public IReadOnlyList<string> GrantTypes { get; init => field = value.ToArray(); } = [];

    /// <summary>The metadata its owner gave it.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The keys and certificates in use, by what for; empty where there are none, or the connection may not see them.</summary>
    internal IReadOnlyList<(string Use, string? Id)> Credentials { get; init; } = [];

    /// <summary>True where the connection sees which keys and certificates an application uses, so that none are there when none are shown.</summary>
    internal bool ShowsCredentials { get; init; }

    /// <summary>True for the legacy application "All Applications" that every tenant has.</summary>
    public bool IsGlobal { get; init; }

    /// <summary>The connection it was read through.</summary>
    public required Auth0Connection Connection { get; init; }

    /// <summary>Why its client secret cannot be rotated through this connection; null when it can.</summary>
    /// <remarks>An application on private key JWT shows no secret and refuses rotation (Auth0 docs, "Rotate client secret").</remarks>
    public string? WhyNotRotatable =>
        IsGlobal ? "it is the tenant's legacy global client"
        : string.Equals(ClientId, Connection.ClientId, StringComparison.Ordinal) ? "the connection signs in with it"
        : TokenEndpointAuthMethod is "private_key_jwt" or "tls_client_auth" or "self_signed_tls_client_auth" ? $"it signs in with {TokenEndpointAuthMethod} and has no client secret in use"
        : null;

    /// <summary>True for what could be rotated if it did not sign in by mTLS, so that no client secret is in use.</summary>
    internal bool SignsInByCertificate =>
        !IsGlobal
        && !string.Equals(ClientId, Connection.ClientId, StringComparison.Ordinal)
        && TokenEndpointAuthMethod is "tls_client_auth" or "self_signed_tls_client_auth";

    /// <summary>True for the connection's own application where its connection keeps the secret in a vault, so that it can move along.</summary>
    public bool CanMoveAlong =>
        !IsGlobal
        && string.Equals(ClientId, Connection.ClientId, StringComparison.Ordinal)
        && Connection.SecretReference.Location == SecretLocation.Vault
        && Connection.TokenEndpointAuthMethod == "client_secret_post";

    /// <summary>The application's name, fit to be shown.</summary>
    public override string ToString() => DisplayName;
}
