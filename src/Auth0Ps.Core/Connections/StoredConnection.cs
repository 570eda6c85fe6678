using Auth0Ps.Tenants;

namespace Auth0Ps.Connections;

/// <summary>A connection as <c>connections.json</c> has it: names of places, never a secret.</summary>
internal sealed record StoredConnection
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string? Description { get; init; }

    public string? ProjectId { get; init; }

    public Auth0ApiType ApiType { get; init; }

    public Auth0GrantType GrantType { get; init; }

    public string Domain { get; init; } = "";

    public string Audience { get; init; } = "";

    public Uri? BaseUri { get; init; }

    public int? RedirectPort { get; init; }

    public string? Organization { get; init; }

    public IReadOnlyList<string>? Scope { get; init; }

    public string ClientId { get; init; } = "";

    public string? TokenEndpointAuthMethod { get; init; }

    public PrivateKeyAlgorithm? KeyAlgorithm { get; init; }

    public string? KeyId { get; init; }

    public string? CredentialsHash { get; init; }

    public SecretReference Secret { get; init; } = SecretReference.Process;

    public int Version { get; init; } = 1;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public static StoredConnection From(Auth0Connection connection) => new()
    {
        Id = connection.Id,
        Name = connection.Name,
        Description = connection.Description,
        ProjectId = connection.ProjectId,
        ApiType = connection.ApiType,
        GrantType = connection.GrantType,
        Domain = connection.Domain,
        Audience = connection.Audience,
        BaseUri = connection.ApiType == Auth0ApiType.Custom ? connection.BaseUri : null,
        RedirectPort = connection.RedirectPort,
        Organization = connection.Organization,
        Scope = connection.Scope.Count == 0 ? null : connection.Scope,
        ClientId = connection.ClientId,
        TokenEndpointAuthMethod = connection.TokenEndpointAuthMethod,
        KeyAlgorithm = connection.KeyAlgorithm,
        KeyId = connection.KeyId,
        CredentialsHash = connection.CredentialsHash,
        Secret = connection.SecretReference,
        Version = connection.Version,
        CreatedAt = connection.CreatedAt,
        UpdatedAt = connection.UpdatedAt,
    };

    /// <exception cref="Auth0Exception">The domain or the API's address is none; <see cref="StoredConnectionRules"/> looks for that first.</exception>
    public Auth0Connection ToConnection()
    {
        var address = TenantAddress.Parse(Domain);
        return new Auth0Connection
        {
            Id = Id,
            Name = Name,
            Description = Description,
            ProjectId = ProjectId,
            ApiType = ApiType,
            GrantType = GrantType,
            Domain = address.Domain,
            Region = address.Region,
            BaseUri = ApiType == Auth0ApiType.Custom ? (BaseUri is null ? null : ApiAddress.RequireCustom(BaseUri.OriginalString, Name)) : ApiAddress.BaseUriOf(address, ApiType),
            RedirectPort = RedirectPort,
            Audience = Audience,
            Organization = Organization,
            Scope = Scope ?? [],
            ClientId = ClientId,
            TokenEndpointAuthMethod = TokenEndpointAuthMethod ?? "client_secret_post",
            KeyAlgorithm = KeyAlgorithm,
            KeyId = KeyId,
            CredentialsHash = CredentialsHash,
            SecretReference = Secret,
            Persisted = true,
            Version = Version,
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
        };
    }
}
