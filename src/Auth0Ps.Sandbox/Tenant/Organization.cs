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

    /// <summary>Users that belong to it.</summary>
    public IReadOnlyList<string> MemberIds { get; init; } = [];

    /// <summary>Applications that its members may use.</summary>
    public IReadOnlyList<OrganizationClient> Clients { get; init; } = [];

    /// <summary>Domains by which its members are recognised.</summary>
    public IReadOnlyList<DiscoveryDomain> DiscoveryDomains { get; init; } = [];
}

/// <summary>An application of an organization.</summary>
/// <param name="ClientId">The application.</param>
/// <param name="UseForMemberAccess">Whether members log in to it.</param>
internal sealed record OrganizationClient(string ClientId, bool UseForMemberAccess);

/// <summary>A domain of an organization.</summary>
/// <param name="Id"><c>ocd_</c> and 16 characters; unconfirmed.</param>
/// <param name="Domain">The name.</param>
/// <param name="Status"><c>pending</c> or <c>verified</c>.</param>
/// <param name="UseForDiscovery">Whether a login with an address of that domain leads to the organization.</param>
internal sealed record DiscoveryDomain(string Id, string Domain, string Status, bool UseForDiscovery);
