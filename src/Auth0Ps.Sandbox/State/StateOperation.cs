using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.State;

/// <summary>One thing put or removed; exactly one member is set.</summary>
internal sealed record StateOperation
{
    public Client? Client { get; init; }

    public ClientGrant? ClientGrant { get; init; }

    public ResourceServer? ResourceServer { get; init; }

    public Organization? Organization { get; init; }

    public SigningKey? SigningKey { get; init; }

    public User? User { get; init; }

    public RefreshTokenFamily? RefreshTokenFamily { get; init; }

    public TenantSettings? Settings { get; init; }

    public string? RemoveClient { get; init; }

    public string? RemoveClientGrant { get; init; }

    public string? RemoveResourceServer { get; init; }

    public string? RemoveOrganization { get; init; }

    public string? RemoveRefreshTokenFamily { get; init; }
}
