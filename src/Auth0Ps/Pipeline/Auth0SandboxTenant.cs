using System.Security;

namespace Auth0Ps;

/// <summary>A local sandbox tenant of this process; pipes into <c>New-Auth0Connection</c>.</summary>
public sealed class Auth0SandboxTenant
{
    /// <summary>Scheme, host and port: <c>http://127.0.0.1:5000</c>.</summary>
    public required string Domain { get; init; }

    /// <summary>An application that may do everything.</summary>
    public required string ClientId { get; init; }

    /// <summary>That application's secret.</summary>
    public required SecureString ClientSecret { get; init; }

    /// <summary>The Management API's identifier.</summary>
    public required string Audience { get; init; }

    /// <summary>The applications the tenant was seeded with, besides its global client and its two management applications.</summary>
    public required IReadOnlyList<Auth0SandboxApplication> Applications { get; init => field = value.ToArray(); }

    /// <summary>The domain.</summary>
    public override string ToString() => Domain;
}

/// <summary>An application of a sandbox tenant, as seeded.</summary>
/// <param name="ClientId">The application's client id.</param>
/// <param name="Name">Its display name.</param>
/// <param name="AppType">Its type.</param>
public sealed record Auth0SandboxApplication(string ClientId, string Name, string? AppType)
{
    /// <summary>The application's name.</summary>
    public override string ToString() => Name;
}
