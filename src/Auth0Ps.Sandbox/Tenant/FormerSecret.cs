namespace Auth0Ps.Sandbox.Tenant;

/// <summary>A client secret that is not the live one any more, kept only while Auth0 would still spread the change.</summary>
/// <param name="Secret">The value.</param>
/// <param name="SupersededAt">When another one took its place.</param>
internal sealed record FormerSecret(string Secret, DateTimeOffset SupersededAt);
