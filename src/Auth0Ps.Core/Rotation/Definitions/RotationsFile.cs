using System.Text.Json.Serialization.Metadata;
using Auth0Ps.Connections;
using Auth0Ps.State;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>Rotations as <c>rotations.json</c> has them: their definitions. How they stand is in the journal, so that no run writes here.</summary>
internal static class RotationsFile
{
    /// <summary>What is written, in this order.</summary>
    private static readonly string[] Written =
    [
        nameof(Auth0SecretRotation.Id), nameof(Auth0SecretRotation.Name), nameof(Auth0SecretRotation.Description), nameof(Auth0SecretRotation.ProjectId), nameof(Auth0SecretRotation.Owner), nameof(Auth0SecretRotation.ConnectionId),
        nameof(Auth0SecretRotation.Connection), nameof(Auth0SecretRotation.Domain), nameof(Auth0SecretRotation.Tenant), nameof(Auth0SecretRotation.ClientId), nameof(Auth0SecretRotation.ApplicationName),
        nameof(Auth0SecretRotation.Vault), nameof(Auth0SecretRotation.SecretsMapping), nameof(Auth0SecretRotation.CopyTo), nameof(Auth0SecretRotation.Environment), nameof(Auth0SecretRotation.SecretPath), nameof(Auth0SecretRotation.RotationInterval),
        nameof(Auth0SecretRotation.RotateAtUtc), nameof(Auth0SecretRotation.RotationWindow), nameof(Auth0SecretRotation.RotateOn), nameof(Auth0SecretRotation.Jitter), nameof(Auth0SecretRotation.AutoRotation), nameof(Auth0SecretRotation.CredentialType), nameof(Auth0SecretRotation.Overlap), nameof(Auth0SecretRotation.KeyAlgorithm),
        nameof(Auth0SecretRotation.KeySize), nameof(Auth0SecretRotation.AnnounceFor), nameof(Auth0SecretRotation.KeepPrevious), nameof(Auth0SecretRotation.CountsFrom), nameof(Auth0SecretRotation.ScheduledAt), nameof(Auth0SecretRotation.PlannedAt), nameof(Auth0SecretRotation.ForceSince), nameof(Auth0SecretRotation.Version),
        nameof(Auth0SecretRotation.CreatedAt), nameof(Auth0SecretRotation.UpdatedAt),
    ];

    /// <summary>The form of the file.</summary>
    public static StateFileForm<Auth0SecretRotation> Form { get; } = new(Shape, FaultIn, Complete);

    /// <summary>A definition with its connection as that is called now.</summary>
    /// <param name="stored">The definition as the file has it: the connection's name and host when it was written.</param>
    /// <param name="connections">All connections.</param>
    /// <param name="tenants">Knows their tenants.</param>
    public static Auth0SecretRotation Resolve(Auth0SecretRotation stored, IReadOnlyList<Auth0Connection> connections, TenantNames tenants)
    {
        // Not in files of versions that knew hosts only.
        var written = stored.Tenant.Length > 0 ? stored.Tenant : tenants.OfHost(stored.Domain);

        // By name as a second choice: a connection of one process has another id in the next.
        var connection = connections.FirstOrDefault(candidate => candidate.Id == stored.ConnectionId)
            ?? connections.FirstOrDefault(candidate => tenants.Of(candidate) == written && string.Equals(candidate.Name, stored.Connection, StringComparison.OrdinalIgnoreCase));
        var tenant = connection is null ? written : tenants.Of(connection);
        var hosts = tenants.Client(tenant, stored.ClientId).OtherHosts;

        // Its journal may be under the host that it was written with, although its connection goes to another by now.
        if (tenant == written && stored.Domain != tenant && !hosts.Contains(stored.Domain, StringComparer.OrdinalIgnoreCase))
            hosts = [.. hosts, stored.Domain];
        return stored with
        {
            ConnectionId = connection?.Id ?? stored.ConnectionId,
            Connection = connection?.Name ?? stored.Connection,
            Domain = connection?.Domain ?? stored.Domain,
            Tenant = tenant,
            TenantHosts = hosts,
        };
    }

    private static void Shape(JsonTypeInfo type)
    {
        if (type.Type != typeof(Auth0SecretRotation))
            return;
        type.CreateObject = static () => new Auth0SecretRotation { Id = Guid.Empty, Name = "", Connection = "", ClientId = "", Vault = "", SecretsMapping = null!, RotationInterval = 0, AutoRotation = false };
        foreach (var property in type.Properties.ToList())
        {
            property.IsRequired = false;
            property.Order = Array.FindIndex(Written, name => string.Equals(name, property.Name, StringComparison.OrdinalIgnoreCase));
            if (property.Order < 0)
                type.Properties.Remove(property);
            else if (string.Equals(property.Name, nameof(Auth0SecretRotation.KeepPrevious), StringComparison.OrdinalIgnoreCase))
                property.ShouldSerialize = static (_, keeps) => keeps is true;
            else if (string.Equals(property.Name, nameof(Auth0SecretRotation.CopyTo), StringComparison.OrdinalIgnoreCase))
                property.ShouldSerialize = static (_, copies) => copies is IReadOnlyList<Auth0SecretDestination> { Count: > 0 };
            else if (string.Equals(property.Name, nameof(Auth0SecretRotation.RotateOn), StringComparison.OrdinalIgnoreCase))
                property.ShouldSerialize = static (_, days) => days is IReadOnlyList<DayOfWeek> { Count: > 0 };
            else if (string.Equals(property.Name, nameof(Auth0SecretRotation.Tenant), StringComparison.OrdinalIgnoreCase))
                property.ShouldSerialize = static (rotation, tenant) => tenant is string { Length: > 0 } name && name != ((Auth0SecretRotation)rotation).Domain;
        }
    }

    private static Auth0SecretRotation Complete(Auth0SecretRotation stored)
    {
        var complete = stored with
        {
            SecretsMapping = stored.SecretsMapping ?? SecretsMapping.Default(stored.Name, stored.CredentialType),
            SecretPath = stored.SecretPath ?? "/",
            Tenant = stored.Tenant ?? "",
            RotationInterval = Math.Clamp(stored.RotationInterval, 1, RotationGuards.LongestInterval),
        };
        return complete with { DueAt = RotationSchedule.FirstSlot(complete) };
    }

    private static string? FaultIn(IReadOnlyList<Auth0SecretRotation> list)
    {
        var ids = new HashSet<Guid>();
        for (var index = 0; index < list.Count; index++)
        {
            var stored = list[index];
            if (string.IsNullOrEmpty(stored.Name))
                return $"rotation {index + 1} has no name.";
            if (string.IsNullOrEmpty(stored.ClientId))
                return $"rotation '{stored.Name}' has no client id.";
            if (stored.Vault is null || stored.Domain is null || stored.Connection is null)
                return $"rotation '{stored.Name}' does not say where it goes.";
            if (!Enum.IsDefined(stored.CredentialType) || (stored.SecretsMapping is { } mapping && (mapping.Credential ?? mapping.ClientSecret ?? mapping.PrivateKey) is null))
                return $"rotation '{stored.Name}' names no entry for what it makes.";
            if (stored.CopyTo.Any(static copy => copy is not { Vault: not null, SecretsMapping: { } names } || (names.Credential ?? names.ClientSecret ?? names.PrivateKey) is null))
                return $"rotation '{stored.Name}' has a copy that does not say where it goes.";
            if (!ids.Add(stored.Id))
                return $"rotation '{stored.Name}' has the id of another one.";
        }

        return null;
    }
}
