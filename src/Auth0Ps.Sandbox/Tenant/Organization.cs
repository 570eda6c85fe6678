using System.Text.Json;

namespace Auth0Ps.Sandbox.Tenant;

/// <summary>A customer of the tenant's owner.</summary>
internal sealed record Organization
{
    /// <summary><c>org_</c> and 16 characters.</summary>
    public required string Id { get; init; }

    /// <summary>Lower case, unique.</summary>
    public required string Name { get; init; }

    /// <summary>Orders <c>sort=created_at</c>; not part of an answer.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>All other members as they appear on the wire.</summary>
    public required JsonElement Settings { get; init; }

    /// <summary>Client grants that are explicitly associated.</summary>
    public IReadOnlyList<string> GrantIds { get; init; } = [];
}
