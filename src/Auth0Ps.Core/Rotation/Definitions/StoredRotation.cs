using Auth0Ps.Connections;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>A rotation as <c>rotations.json</c> has it: its definition alone. How it stands is in the journal, so that no run writes here.</summary>
internal sealed record StoredRotation
{
    public Guid Id { get; init; }

    public string Name { get; init; } = "";

    public string? Description { get; init; }

    public string? ProjectId { get; init; }

    public Guid ConnectionId { get; init; }

    /// <summary>The connection's name when this was written, for connections that come back under it.</summary>
    public string Connection { get; init; } = "";

    public string Domain { get; init; } = "";

    /// <summary>The tenant's own host; null where it is the domain, and in files of versions that knew no other.</summary>
    public string? Tenant { get; init; }

    public string ClientId { get; init; } = "";

    public string? ApplicationName { get; init; }

    public string Vault { get; init; } = "";

    public SecretsMapping? SecretsMapping { get; init; }

    public string? Environment { get; init; }

    public string? SecretPath { get; init; }

    public int RotationInterval { get; init; }

    public TimeOnly RotateAtUtc { get; init; }

    public bool AutoRotation { get; init; }

    public CredentialType CredentialType { get; init; }

    public TimeSpan? Overlap { get; init; }

    public PrivateKeyAlgorithm? KeyAlgorithm { get; init; }

    public int? KeySize { get; init; }

    public DateOnly CountsFrom { get; init; }

    public DateTimeOffset ScheduledAt { get; init; }

    public DateTimeOffset? ForceSince { get; init; }

    public int Version { get; init; } = 1;

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset UpdatedAt { get; init; }

    public static StoredRotation From(Auth0SecretRotation rotation) => new()
    {
        Id = rotation.Id,
        Name = rotation.Name,
        Description = rotation.Description,
        ProjectId = rotation.ProjectId,
        ConnectionId = rotation.ConnectionId,
        Connection = rotation.Connection,
        Domain = rotation.Domain,
        Tenant = rotation.Tenant.Length == 0 || rotation.Tenant == rotation.Domain ? null : rotation.Tenant,
        ClientId = rotation.ClientId,
        ApplicationName = rotation.ApplicationName,
        Vault = rotation.Vault,
        SecretsMapping = rotation.SecretsMapping,
        Environment = rotation.Environment,
        SecretPath = rotation.SecretPath,
        RotationInterval = rotation.RotationInterval,
        RotateAtUtc = rotation.RotateAtUtc,
        AutoRotation = rotation.AutoRotation,
        CredentialType = rotation.CredentialType,
        Overlap = rotation.Overlap,
        KeyAlgorithm = rotation.KeyAlgorithm,
        KeySize = rotation.KeySize,
        CountsFrom = rotation.CountsFrom,
        ScheduledAt = rotation.ScheduledAt,
        ForceSince = rotation.ForceSince,
        Version = rotation.Version,
        CreatedAt = rotation.CreatedAt,
        UpdatedAt = rotation.UpdatedAt,
    };

    /// <summary>The definition, with its connection as it is called now.</summary>
    /// <param name="tenants">Knows their tenants.</param>
    public Auth0SecretRotation ToRotation(IReadOnlyList<Auth0Connection> connections, TenantNames tenants)
    {
        var written = Tenant ?? tenants.OfHost(Domain);

        // By name as a second choice: a connection of one process has another id in the next.
        var connection = connections.FirstOrDefault(candidate => candidate.Id == ConnectionId)
            ?? connections.FirstOrDefault(candidate => tenants.Of(candidate) == written && string.Equals(candidate.Name, Connection, StringComparison.OrdinalIgnoreCase));
        var tenant = connection is null ? written : tenants.Of(connection);
        var hosts = tenants.Client(tenant, ClientId).OtherHosts;

        // Its journal may be under the host that it was written with, although its connection goes to another by now.
        if (tenant == written && Domain != tenant && !hosts.Contains(Domain, StringComparer.OrdinalIgnoreCase))
            hosts = [.. hosts, Domain];
        var rotation = new Auth0SecretRotation
        {
            Id = Id,
            Name = Name,
            Description = Description,
            ProjectId = ProjectId,
            ConnectionId = connection?.Id ?? ConnectionId,
            Connection = connection?.Name ?? Connection,
            Domain = connection?.Domain ?? Domain,
            Tenant = tenant,
            TenantHosts = hosts,
            ClientId = ClientId,
            ApplicationName = ApplicationName,
            Vault = Vault,
            SecretsMapping = SecretsMapping ?? SecretsMapping.Default(Name, CredentialType),
            Environment = Environment,
            SecretPath = SecretPath ?? "/",
            RotationInterval = Math.Clamp(RotationInterval, 1, RotationGuards.LongestInterval),
            RotateAtUtc = RotateAtUtc,
            AutoRotation = AutoRotation,
            CredentialType = CredentialType,
            Overlap = Overlap,
            KeyAlgorithm = KeyAlgorithm,
            KeySize = KeySize,
            CountsFrom = CountsFrom,
            ScheduledAt = ScheduledAt,
            ForceSince = ForceSince,
            Version = Version,
            CreatedAt = CreatedAt,
            UpdatedAt = UpdatedAt,
        };
        return rotation with { DueAt = RotationSchedule.FirstSlot(rotation) };
    }
}
