using System.Security;
using Auth0Ps.Naming;

namespace Auth0Ps.Connections;

/// <summary>What a user says of a connection, before it is checked.</summary>
internal sealed record ConnectionRequest
{
    /// <summary>The longest description, in characters.</summary>
    public const int LongestDescription = 256;

    /// <summary>The loopback port of browser logins. It is fixed, because Auth0 compares callback addresses exactly.</summary>
    public const int DefaultRedirectPort = 47813;

    /// <summary>The id of a new connection; made when null.</summary>
    public Guid? Id { get; init; }

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

    /// <summary>The loopback port that browser logins come back to; <see cref="DefaultRedirectPort"/> when null.</summary>
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
    public Auth0Connection Build(DateTimeOffset now, Auth0Connection? former = null)
    {
        var name = Slug.Require(Name);
        if (Description is { Length: > LongestDescription })
            throw Invalid($"The description has {Description.Length} characters; {LongestDescription} are allowed.", "Shorten -Description.");

        var address = Domain is null && Region is { } region
            ? TenantAddress.FromTenant(TenantDomain, region)
            : TenantAddress.Parse(Domain);
        var clientId = ClientIds.Require(ClientId);
        var type = ApiType ?? ApiAddress.TypeOf(Audience, address);
        var grant = RequireGrant(type);
        var proof = new ClientAuthenticationResolver(this, former, name).Of(address.Domain, clientId, grant);
        return new Auth0Connection
        {
            Id = former?.Id ?? Id ?? Guid.NewGuid(),
            Name = name,
            Description = string.IsNullOrEmpty(Description) ? null : Description,
            ProjectId = string.IsNullOrEmpty(ProjectId) ? null : ProjectId,
            ApiType = type,
            GrantType = grant,
            Domain = address.Domain,
            Region = address.Region,
            BaseUri = RequireBaseUri(former, address, type),
            Audience = ApiAddress.RequireAudience(Audience, address, type, Name),
            Organization = RequireOrganization(),
            Scope = RequireScope(),
            ClientId = clientId,
            TokenEndpointAuthMethod = proof.Method,
            KeyAlgorithm = proof.Algorithm,
            KeyId = proof.KeyId,
            RedirectPort = RequireRedirectPort(former, grant),
            CredentialsHash = proof.Hash,
            SecretReference = proof.Reference,
            Version = former?.Version ?? 1,
            CreatedAt = former?.CreatedAt ?? now,
            UpdatedAt = now,
        };
    }

    private Auth0GrantType RequireGrant(Auth0ApiType type)
    {
        var grant = GrantType ?? (type == Auth0ApiType.MyAccount ? Auth0GrantType.AuthorizationCodePkce : Auth0GrantType.ClientCredentials);

        // Auth0 docs, "My Account API": its policy denies applications that act on their own behalf, and that cannot be changed.
        return type == Auth0ApiType.MyAccount && grant == Auth0GrantType.ClientCredentials
            ? throw Invalid("The My Account API acts for a user and takes no client credentials.", "Use -GrantType AuthorizationCodePkce, or AuthorizationCode for an application with a secret.")
            : grant;
    }

    private int? RequireRedirectPort(Auth0Connection? former, Auth0GrantType grant)
    {
        if (grant == Auth0GrantType.ClientCredentials)
            return null;

        var port = RedirectPort ?? former?.RedirectPort ?? DefaultRedirectPort;
        return port is >= 1024 and <= 65535
            ? port
            : throw Invalid($"{port} is not a port that a login can come back to.", "Give -RedirectPort from 1024 to 65535, and add http://127.0.0.1:PORT/callback to the application's Allowed Callback URLs.");
    }

    private Uri? RequireBaseUri(Auth0Connection? former, TenantAddress address, Auth0ApiType type)
    {
        if (type == Auth0ApiType.Custom)
        {
            // Calls need it, tokens do not.
            var text = BaseUri ?? (former?.ApiType == type ? former.BaseUri?.AbsoluteUri : null);
            return text is null ? null : ApiAddress.RequireCustom(text, Name);
        }

        var known = ApiAddress.BaseUriOf(address, type);
        return BaseUri is null || BaseUri == known.AbsoluteUri
            ? known
            : throw Invalid($"-BaseUri is for an API of your own; calls to this one go to {known}.", "Leave -BaseUri out, or add -ApiType Custom.");
    }

    private List<string> RequireScope()
    {
        var scope = Scope?.SelectMany(item => (item ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal).ToList() ?? [];

        // RFC 6749 section 3.3: printable ASCII without quote and backslash.
        var bad = scope.Find(item => item.Any(letter => letter is < '!' or > '~' or '"' or '\\'));
        return bad is null ? scope : throw Invalid($"'{bad}' is not a scope.", "Scopes are words such as read:clients.");
    }

    /// <summary>Ids begin with <c>org_</c>; names have lower-case letters, digits, hyphens and underscores (Auth0 docs, "Create organizations").</summary>
    private string? RequireOrganization()
    {
        var organization = Organization?.Trim() ?? "";
        if (organization.Length == 0)
            return null;

        return organization.Length <= 128 && organization.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_')
            ? organization
            : throw Invalid($"'{organization}' is neither an organization's id nor its name.", "Copy the organization's ID (org_…) or its name, not its display name, from Organizations in the dashboard.");
    }

    private Auth0Exception Invalid(string message, string action) =>
        new(ErrorReason.InvalidArgument, message, action) { Target = Name };

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
