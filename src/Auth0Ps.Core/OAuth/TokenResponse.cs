using System.Security;

namespace Auth0Ps.OAuth;

/// <summary>What the token endpoint hands out for a user (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3).</summary>
/// <param name="Access">The access token.</param>
/// <param name="Refresh">The refresh token; null when there is none, or the former one stays.</param>
/// <param name="IdToken">The id token as it came; null when there is none.</param>
internal sealed record TokenResponse(Auth0AccessToken Access, SecureString? Refresh, string? IdToken);
