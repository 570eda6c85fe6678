using Auth0Ps.Connections;

namespace Auth0Ps;

/// <summary>How to reach one tenant, and as whom. Holds no secret.</summary>
public sealed record Auth0Connection
{
    // No public constructor: PowerShell would make one of any object that has a name.
    internal Auth0Connection()
    {
    }

    /// <summary>Identifies the connection through renames.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Its name, a slug of 1 to 64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>Free text of at most 256 characters.</summary>
    public string? Description { get; init; }

    /// <summary>A label to group connections by.</summary>
    public string? ProjectId { get; init; }

    /// <summary>Always <c>auth0</c>.</summary>
    public string App { get; } = "auth0";

    /// <summary>How it signs in, in the words of connection catalogues: <c>client-credentials</c>.</summary>
    public string Method => GrantType switch
    {
        Auth0GrantType.AuthorizationCode => "authorization-code",
        Auth0GrantType.AuthorizationCodePkce => "authorization-code-pkce",
        _ => "client-credentials",
    };

    /// <summary>The API its tokens are for.</summary>
    public Auth0ApiType ApiType { get; init; }

    /// <summary>The grant it gets its tokens by.</summary>
    public Auth0GrantType GrantType { get; init; }

    /// <summary>The bare host; on loopback scheme, host and port.</summary>
    public required string Domain { get; init; }

    /// <summary>The public region, where the host says it.</summary>
    public TenantRegion? Region { get; init; }

    /// <summary>The identifier of the API that tokens are asked for.</summary>
    public required string Audience { get; init; }

    /// <summary>Where calls go, and nowhere else; null for an API of one's own that only tokens are wanted for.</summary>
    public required Uri? BaseUri { get; init; }

    /// <summary>The loopback port that a browser login comes back to; null where nobody signs in.</summary>
    public int? RedirectPort { get; init; }

    /// <summary>The organization tokens are asked for, by id or name.</summary>
    public string? Organization { get; init; }

    /// <summary>The scopes asked for; empty means all that are granted.</summary>
    public IReadOnlyList<string> Scope { get; init => field = value?.ToArray() ?? []; } = [];

    /// <summary>The application it signs in as.</summary>
    public required string ClientId { get; init; }

    /// <summary>How it proves itself: <c>client_secret_post</c>, <c>private_key_jwt</c>, or <c>none</c> for an application without a secret.</summary>
    public string TokenEndpointAuthMethod { get; init; } = "client_secret_post";

    /// <summary>The signature algorithm; null unless a private key signs.</summary>
    public PrivateKeyAlgorithm? KeyAlgorithm { get; init; }

    /// <summary>The private key's id at Auth0; may be left out there.</summary>
    public string? KeyId { get; init; }

    /// <summary>A keyed hash that changes when the credentials do and says nothing about them.</summary>
    public string? CredentialsHash { get; init; }

    /// <summary>Where the secret is kept.</summary>
    public required SecretReference SecretReference { get; init; }

    /// <summary>True when later processes find the connection.</summary>
    public bool Persisted { get; init; }

    /// <summary>Starts at 1; each change raises it by one.</summary>
    public int Version { get; init; } = 1;

    /// <summary>When it was made (UTC).</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last changed (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>True when a person signs in in a browser.</summary>
    internal bool NeedsLogin => GrantType != Auth0GrantType.ClientCredentials;

    /// <summary>True when the audience is what the tenant itself calls its API.</summary>
    internal bool HasDefaultAudience => ApiType != Auth0ApiType.Custom && Audience == ApiAddress.AudienceOf(Address, ApiType);

    /// <summary>The tenant's own host, whatever host this goes to; null where neither host nor audience says it.</summary>
    internal string? CanonicalTenant => Region is not null ? Domain : ApiType == Auth0ApiType.Management ? ApiAddress.TenantIn(Audience) : null;

    /// <summary>The tenant's address.</summary>
    internal TenantAddress Address => TenantAddress.Parse(Domain);

    /// <summary>The connection's name, so that it reads well in tables and messages.</summary>
    public override string ToString() => Name;
}
