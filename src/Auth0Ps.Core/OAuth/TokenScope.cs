namespace Auth0Ps.OAuth;

/// <summary>What a token is asked for besides the client; two equal ones share a cached token.</summary>
/// <param name="Audience">The API's identifier, compared exactly, as Auth0 does.</param>
/// <param name="Organization">An organization's id or name.</param>
/// <param name="Scope">Space-separated scopes; null asks for all that are granted.</param>
internal sealed record TokenScope(string Audience, string? Organization, string? Scope)
{
    /// <summary>What a connection asks for.</summary>
    public static TokenScope Of(Auth0Connection connection) =>
        new(connection.Audience, connection.Organization, connection.Scope.Count == 0 ? null : string.Join(' ', connection.Scope));
}
