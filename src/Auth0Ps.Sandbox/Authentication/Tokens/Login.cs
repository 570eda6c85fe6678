using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Tokens;

/// <summary>Who logged in where, and what the application may do in the user's name.</summary>
/// <param name="Client">The application.</param>
/// <param name="User">Who typed the password.</param>
/// <param name="Server">The API, or null for the user information endpoint only.</param>
/// <param name="Scopes">Granted, in the order asked for.</param>
/// <param name="Organization">In whose context, or null.</param>
/// <param name="AuthenticatedAt">When the password was typed.</param>
internal sealed record Login(Client Client, User User, ResourceServer? Server, IReadOnlyList<string> Scopes, Organization? Organization, DateTimeOffset AuthenticatedAt);
