namespace Auth0Ps.Sandbox;

/// <summary>One request that the sandbox took.</summary>
/// <param name="Time">When it arrived, UTC.</param>
/// <param name="Method">The HTTP method.</param>
/// <param name="Path">The path without the query, still percent-encoded.</param>
/// <param name="Status">The status answered; 0 when no answer was sent.</param>
/// <param name="ClientSecretSha256">
/// The SHA-256 of the UTF-8 client secret, in lower-case hexadecimal, where one was sent to the token endpoint or asked to be set; else null.
/// </param>
/// <param name="Fault">The name of the scripted fault that hit it (<c>status</c>, <c>timeout</c>, <c>drop-before</c>, <c>drop-after</c>), or null.</param>
public sealed record RequestLogEntry(DateTimeOffset Time, string Method, string Path, int Status, string? ClientSecretSha256, string? Fault);
