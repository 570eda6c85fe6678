using System.Security;

namespace Auth0Ps.Connections;

/// <summary>What a user says of a connection, before it is checked.</summary>
internal sealed record ConnectionRequest
{
    /// <summary>The longest description, in characters.</summary>
    public const int LongestDescription = 256;

    /// <summary>The name wanted.</summary>
    public required string? Name { get; init; }

    /// <summary>Free text of at most <see cref="LongestDescription"/> characters.</summary>
    public string? Description { get; init; }

    /// <summary>A label to group connections by.</summary>
    public string? ProjectId { get; init; }

    /// <summary>The tenant's host; or <see cref="TenantDomain"/> and <see cref="Region"/> instead.</summary>
    public string? Domain { get; init; }

    /// <summary>The tenant's name.</summary>
    public string? TenantDomain { get; init; }

    /// <summary>The tenant's region.</summary>
    public TenantRegion? Region { get; init; }

    /// <summary>The API that tokens are for; when null, the audience decides, and without one it is the Management API.</summary>
    public Auth0ApiType? ApiType { get; init; }

    /// <summary>The grant; authorization code with proof key for My Account and client credentials otherwise when null.</summary>
    public Auth0GrantType? GrantType { get; init; }

    /// <summary>Where calls to an API of the tenant's owner go; null where only tokens are wanted, and for the other APIs.</summary>
    public string? BaseUri { get; init; }

    /// <summary>The loopback port that browser logins come back to; <see cref="ConnectionBuilder.DefaultRedirectPort"/> when null.</summary>
    public int? RedirectPort { get; init; }

    /// <summary>The API's identifier; the Management API's when null.</summary>
    public string? Audience { get; init; }

    /// <summary>An organization's id or name.</summary>
    public string? Organization { get; init; }

    /// <summary>The scopes to ask for; all that are granted when null.</summary>
    public IReadOnlyList<string>? Scope { get; init; }

    /// <summary>The application's client id.</summary>
    public string? ClientId { get; init; }

    /// <summary>The application's client secret; white space at its ends is left out.</summary>
    public SecureString? ClientSecret { get; init => field = value is null ? null : ClientSecretText.Trimmed(value); }

    /// <summary>The full path of the application's private key file.</summary>
    public string? PrivateKeyPath { get; init; }

    /// <summary>The application's private key as PEM.</summary>
    public SecureString? PrivateKey { get; init; }

    /// <summary>The passphrase of the private key.</summary>
    public SecureString? KeyPassphrase { get; init; }

    /// <summary>The private key's id at Auth0.</summary>
    public string? KeyId { get; init; }

    /// <summary>The signature algorithm registered with the key; RS256 when null.</summary>
    public PrivateKeyAlgorithm? KeyAlgorithm { get; init; }

    /// <summary>The vault that is to keep the secret; empty takes it out of a vault, null leaves it where it is.</summary>
    public string? Vault { get; init; }

    /// <summary>The vault entry's name; made from the connection's name when null.</summary>
    public string? SecretName { get; init; }

    /// <summary>True when the vault entry is made for this connection.</summary>
    internal bool CreatesEntry { get; init; }

    /// <summary>The environment variable that holds the secret, when it is not given otherwise.</summary>
    public string? SecretVariable { get; init; }

    /// <summary>Takes domain, client id, secret and audience from <c>AUTH0_DOMAIN</c>, <c>AUTH0_CLIENT_ID</c>, <c>AUTH0_CLIENT_SECRET</c> and <c>AUTH0_AUDIENCE</c>.</summary>
    /// <param name="former">The connection to change, whose fields serve where neither parameter nor variable gives one.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: one of the first three is not set.</exception>
    public ConnectionRequest FromEnvironment(Auth0Connection? former = null)
    {
        var missing = new List<string>();
        foreach (var (variable, given) in ((string, string?)[])[(EnvironmentSecret.Domain, Domain ?? TenantDomain ?? former?.Domain), (EnvironmentSecret.ClientId, ClientId ?? former?.ClientId), (EnvironmentSecret.ClientSecret, null)])
        {
            if (given is null && EnvironmentSecret.Find(variable) is null)
                missing.Add(variable);
        }

        if (missing.Count > 0)
        {
            throw new Auth0Exception(
                ErrorReason.InvalidArgument,
                $"Not set in the environment: {string.Join(", ", missing)}.",
                "Set them for this process, or give the values as parameters.")
            { Target = Name };
        }

        return this with
        {
            Domain = Domain ?? (TenantDomain is null ? EnvironmentSecret.Find(EnvironmentSecret.Domain) : null),
            ClientId = ClientId ?? EnvironmentSecret.Find(EnvironmentSecret.ClientId),
            Audience = Audience ?? EnvironmentSecret.Find(EnvironmentSecret.Audience),
            SecretVariable = EnvironmentSecret.ClientSecret,
        };
    }

    /// <summary>What was given counts; what was not stays as it is.</summary>
    /// <param name="former">The connection to change.</param>
    public ConnectionRequest Over(Auth0Connection former)
    {
        var becomesCustom = ApiType is null && Audience is not null && former.ApiType == Auth0ApiType.Management && ApiAddress.TypeOf(Audience, former.Address) == Auth0ApiType.Custom;
        var type = ApiType ?? (becomesCustom ? Auth0ApiType.Custom : former.ApiType);
        return this with
        {
            Description = Description ?? former.Description,
            ProjectId = ProjectId ?? former.ProjectId,
            Domain = Domain ?? (TenantDomain is null ? former.Domain : null),
            ApiType = type,
            GrantType = GrantType ?? (ApiType is null || type == former.ApiType ? former.GrantType : null),
            Audience = Audience ?? (KeepsAudience(former, type) ? former.Audience : null),
            Organization = Organization ?? former.Organization,
            Scope = Scope ?? former.Scope,
            ClientId = ClientId ?? former.ClientId,
        };
    }

    /// <summary>What this process has to keep of the secret.</summary>
    public ConnectionSecret Secret => new(ClientSecret, PrivateKey, KeyPassphrase);

    /// <summary>Checks everything that can be checked without a request and makes the connection.</summary>
    /// <param name="former">The connection to change; its credentials stay unless others are given. Null makes a new one.</param>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.InvalidName"/>, <see cref="ErrorReason.InvalidDomain"/>, <see cref="ErrorReason.InvalidArgument"/> or
    /// <see cref="ErrorReason.InvalidPrivateKey"/>.
    /// </exception>
    public Auth0Connection Build(DateTimeOffset now, Auth0Connection? former = null) => new ConnectionBuilder(this, former).Build(now);

    /// <summary>True when a secret, a key or a place of one is given.</summary>
    public bool HasCredentials => PrivateKeyPath is not null || PrivateKey is not null || SecretVariable is not null || ClientSecret is not null;

    /// <summary>The tenant's own APIs are called after the tenant, and so after another domain or for another API differently.</summary>
    private bool KeepsAudience(Auth0Connection former, Auth0ApiType type) =>
        !former.HasDefaultAudience
            ? type == former.ApiType || type == Auth0ApiType.Custom
            : type == former.ApiType && Domain is null && TenantDomain is null;

    /// <summary>The same with a secret that was found where it is kept.</summary>
    internal ConnectionRequest With(ConnectionSecret secret) => this with
    {
        ClientSecret = secret.ClientSecret,
        PrivateKey = secret.PrivateKey,
        KeyPassphrase = secret.KeyPassphrase,
        PrivateKeyPath = null,
        SecretVariable = null,
    };
}
