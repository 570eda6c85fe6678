using System.Security;
using System.Security.Cryptography;
using Auth0Ps.Keys;
using Auth0Ps.Naming;
using Auth0Ps.Tenants;

namespace Auth0Ps.Connections;

/// <summary>What a user says of a connection, before it is checked.</summary>
public sealed record ConnectionRequest
{
    /// <summary>The longest description, in characters.</summary>
    public const int LongestDescription = 256;

    private const string PrivateKeyMethod = "private_key_jwt";

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

    /// <summary>The API's identifier; the Management API's when null.</summary>
    public string? Audience { get; init; }

    /// <summary>An organization's id or name.</summary>
    public string? Organization { get; init; }

    /// <summary>The scopes to ask for; all that are granted when null.</summary>
    public IReadOnlyList<string>? Scope { get; init; }

    /// <summary>The application's client id.</summary>
    public string? ClientId { get; init; }

    /// <summary>The application's client secret.</summary>
    public SecureString? ClientSecret { get; init; }

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
            throw Invalid($"Not set in the environment: {string.Join(", ", missing)}.", "Set them for this process, or give the values as parameters.");

        return this with
        {
            Domain = Domain ?? (TenantDomain is null ? EnvironmentSecret.Find(EnvironmentSecret.Domain) : null),
            ClientId = ClientId ?? EnvironmentSecret.Find(EnvironmentSecret.ClientId),
            Audience = Audience ?? EnvironmentSecret.Find(EnvironmentSecret.Audience),
            SecretVariable = EnvironmentSecret.ClientSecret,
        };
    }

    /// <summary>What this process has to keep of the secret.</summary>
    public ConnectionSecret Secret => new(ClientSecret, PrivateKey, KeyPassphrase);

    /// <summary>Checks everything that can be checked without a request and makes the connection.</summary>
    /// <param name="now">The present time.</param>
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
        var proof = HasCredentials || former is null ? NewProof(address.Domain, clientId) : FormerProof(former);
        return new Auth0Connection
        {
            Id = former?.Id ?? Guid.NewGuid(),
            Name = name,
            Description = string.IsNullOrEmpty(Description) ? null : Description,
            ProjectId = string.IsNullOrEmpty(ProjectId) ? null : ProjectId,
            Domain = address.Domain,
            Region = address.Region,
            BaseUri = new Uri(address.BaseUri, "api/v2/"),
            Audience = RequireAudience(address),
            Organization = string.IsNullOrWhiteSpace(Organization) ? null : Organization.Trim(),
            Scope = RequireScope(),
            ClientId = clientId,
            TokenEndpointAuthMethod = proof.Method,
            KeyAlgorithm = proof.Algorithm,
            KeyId = proof.KeyId,
            CredentialsHash = proof.Hash,
            SecretReference = proof.Reference,
            Version = former?.Version ?? 1,
            CreatedAt = former?.CreatedAt ?? now,
            UpdatedAt = now,
        };
    }

    /// <summary>True when a secret, a key or a place of one is given.</summary>
    public bool HasCredentials => PrivateKeyPath is not null || PrivateKey is not null || SecretVariable is not null || ClientSecret is not null;

    private Proof NewProof(string domain, string clientId)
    {
        if (PrivateKeyPath is not null || PrivateKey is not null)
        {
            using RSA key = PrivateKeyPath is not null
                ? PrivateKeyReader.FromFile(PrivateKeyPath, KeyPassphrase)
                : PrivateKeyReader.FromText(PrivateKey!, KeyPassphrase);
            return new Proof(
                PrivateKeyMethod,
                KeyAlgorithm ?? PrivateKeyAlgorithm.RS256,
                RequireKeyId(),
                CredentialsHash.Of(domain, clientId, key),
                PrivateKeyPath is null ? SecretReference.Process : new SecretReference { Location = SecretLocation.KeyFile, Path = PrivateKeyPath });
        }

        if (SecretVariable is not null)
        {
            using var secret = EnvironmentSecret.Require(SecretVariable, Name!);
            return Proof.OfSecret(CredentialsHash.Of(domain, clientId, secret), new SecretReference { Location = SecretLocation.Environment, Variable = SecretVariable });
        }

        if (ClientSecret is { Length: > 0 })
            return Proof.OfSecret(CredentialsHash.Of(domain, clientId, ClientSecret), SecretReference.Process);

        throw Invalid(
            "The client secret is empty.",
            "Give -Credential (Get-Credential) with the client id as user name, or -ClientSecret (Read-Host -AsSecureString).");
    }

    private Proof FormerProof(Auth0Connection former) =>
        new(former.TokenEndpointAuthMethod,
            former.TokenEndpointAuthMethod == PrivateKeyMethod ? KeyAlgorithm ?? former.KeyAlgorithm : null,
            former.TokenEndpointAuthMethod == PrivateKeyMethod ? RequireKeyId() ?? former.KeyId : null,
            former.CredentialsHash,
            former.SecretReference);

    /// <summary>Auth0 takes key ids of 10 to 64 letters, digits, hyphens and underscores (Management API, "Create a client credential").</summary>
    private string? RequireKeyId() =>
        KeyId is null || (KeyId.Length is >= 10 and <= 64 && KeyId.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_'))
            ? KeyId
            : throw Invalid($"'{KeyId}' is not a key id.", "Copy it from the application's Credentials tab, or leave -KeyId out.");

    private List<string> RequireScope()
    {
        var scope = Scope?.SelectMany(item => (item ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries)).Distinct(StringComparer.Ordinal).ToList() ?? [];

        // RFC 6749 section 3.3: printable ASCII without quote and backslash.
        var bad = scope.Find(item => item.Any(letter => letter is < '!' or > '~' or '"' or '\\'));
        return bad is null ? scope : throw Invalid($"'{bad}' is not a scope.", "Scopes are words such as read:clients.");
    }

    private string RequireAudience(TenantAddress address)
    {
        if (Audience is null)
            return address.ManagementAudience;

        var audience = Audience.Trim();
        if (audience.Length is 0 or > 600 || audience.Any(letter => char.IsWhiteSpace(letter) || char.IsControl(letter)))
            throw Invalid("The audience is empty, too long or contains spaces.", $"Leave -Audience out for the Management API ({address.ManagementAudience}), or give the API's identifier as the dashboard shows it.");

        // The one slip Auth0 answers with a bare "Service not found": its own identifier ends in a slash.
        if (audience.EndsWith("/api/v2", StringComparison.OrdinalIgnoreCase))
            throw Invalid($"The audience '{audience}' lacks the slash at its end, which belongs to the Management API's identifier.", $"Use -Audience {audience}/ or leave it out.");
        return audience;
    }

    private sealed record Proof(string Method, PrivateKeyAlgorithm? Algorithm, string? KeyId, string? Hash, SecretReference Reference)
    {
        public static Proof OfSecret(string hash, SecretReference reference) => new("client_secret_post", null, null, hash, reference);
    }

    private Auth0Exception Invalid(string message, string action) =>
        new(ErrorReason.InvalidArgument, message, action) { Target = Name };
}
