namespace Auth0Ps.Sandbox;

/// <summary>One of the seeded applications.</summary>
/// <param name="ClientId">Its identifier.</param>
/// <param name="Name">Its display name; not unique.</param>
/// <param name="AppType">Auth0's <c>app_type</c>, or null for one made before types existed.</param>
public sealed record SandboxApplication(string ClientId, string Name, string? AppType);
