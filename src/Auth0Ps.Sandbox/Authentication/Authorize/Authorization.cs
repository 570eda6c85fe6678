using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Authorize;

/// <summary>An authorization request that has been found good; only the user is missing.</summary>
/// <param name="Target">The application and where the answer goes.</param>
/// <param name="Parameters">The request.</param>
/// <param name="Server">The API asked for, or null.</param>
/// <param name="Scopes">What the application will be granted.</param>
/// <param name="Organization">In whose context, or null.</param>
internal sealed record Authorization(RedirectTarget Target, AuthorizeParameters Parameters, ResourceServer? Server, IReadOnlyList<string> Scopes, Organization? Organization);
