using System.Text.Json;
using System.Text.Json.Serialization;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Tenant;

/// <summary>The tenant's settings and which two applications belong to the sandbox's user.</summary>
/// <param name="Values">What <c>GET /tenants/settings</c> answers.</param>
/// <param name="ManagementClientId">The application with every scope.</param>
/// <param name="LimitedClientId">The application with only <c>read:clients</c>.</param>
internal sealed record TenantSettings(JsonElement Values, string ManagementClientId, string LimitedClientId)
{
    /// <summary>The public application for logins in a browser; null when none was asked for.</summary>
    public string? NativeClientId { get; init; }

    /// <summary>The confidential application for logins in a browser; null when none was asked for.</summary>
    public string? WebClientId { get; init; }

    /// <summary>The user whose password the sandbox prints; null when none was asked for.</summary>
    public string? UserId { get; init; }

    [JsonIgnore]
    public string? DefaultAudience => Values.Text("default_audience") is { Length: > 0 } audience ? audience : null;

    [JsonIgnore]
    public bool AllowsOrganizationName => Values.Flag("allow_organization_name_in_authentication_api") ?? false;
}
