namespace Auth0Ps.Parameters;

/// <summary>Connections that are piped to where something of theirs is to be named.</summary>
internal static class PipedConnection
{
    /// <summary>A connection says where, and not of which application.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static void RequireClientId(this Auth0Connection connection, string? clientId)
    {
        if (clientId is null)
        {
            throw new Auth0Exception(
                ErrorReason.InvalidArgument,
                $"Connection '{connection.Name}' was piped, but it is not said of which application the secret is to be rotated.",
                $"Add -ClientId ID, or pipe applications: Get-Auth0Application -Connection {connection.Name} -Rotatable")
            { Target = connection.Name };
        }
    }
}
