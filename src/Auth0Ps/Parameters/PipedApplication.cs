namespace Auth0Ps.Parameters;

/// <summary>Applications that are piped, which bring the connection that they were read through.</summary>
internal static class PipedApplication
{
    /// <summary>The application as the connection that was named reaches it; its own serves where none is named.</summary>
    /// <param name="application">The application.</param>
    /// <param name="named">The connection named; null for none.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: that one leads to another tenant.</exception>
    public static Auth0Application Over(this Auth0Application application, Auth0Connection? named)
    {
        if (named is null || named.Id == application.Connection.Id)
            return application;

        return string.Equals(named.Domain, application.Connection.Domain, StringComparison.OrdinalIgnoreCase)
            ? application with { Connection = named }
            : throw new Auth0Exception(
                ErrorReason.InvalidArgument,
                $"'{application.Name}' ({application.ClientId}) was read through connection '{application.Connection.Name}', and connection '{named.Name}' leads to another tenant.",
                "Leave -Connection out, also of $PSDefaultParameterValues, or pipe applications of that tenant.")
            { Target = application.ClientId };
    }
}
