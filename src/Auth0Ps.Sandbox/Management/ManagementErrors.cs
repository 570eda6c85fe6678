namespace Auth0Ps.Sandbox.Management;

/// <summary>The refusals that several calls share; texts recorded from real tenants unless said otherwise.</summary>
internal static class ManagementErrors
{
    /// <summary>Seen live for a header that is no token at all; a token that is merely wrong is 401.</summary>
    public static ManagementException MalformedAuthorization() => new(400, "Bearer", "Bad HTTP authentication header format");

    public static ManagementException NotFound() => new(404, null, "Not Found");

    public static ManagementException InsufficientScope(IEnumerable<string> anyOf) =>
        new(403, "insufficient_scope", "Insufficient scope, expected any of: " + string.Join(',', anyOf));

    /// <summary>Text from Auth0's reference.</summary>
    public static ManagementException HiddenFields() =>
        new(403, "insufficient_scope", "Some fields cannot be read with the permissions set in the bearer token scopes");

    /// <summary>Text from Auth0's reference.</summary>
    public static ManagementException ReadOnlyFields() =>
        new(403, "insufficient_scope", "Some fields cannot be updated with the permissions set in the bearer token scopes");

    public static ManagementException InvalidBody(string violation) => new(400, "invalid_body", "Payload validation error: " + violation);

    /// <summary>A body that is well-formed but breaks a rule between its members or with what is stored. Unconfirmed texts.</summary>
    public static ManagementException RefusedBody(string message) => new(400, "invalid_body", message);

    public static ManagementException InvalidQuery(string violation) => new(400, "invalid_query_string", "Query validation error: " + violation);

    public static ManagementException InvalidPath(string violation) => new(400, "invalid_uri", "Path validation error: " + violation);

    /// <summary>Unconfirmed text.</summary>
    public static ManagementException MalformedBody() => new(400, "invalid_body", "Invalid request payload JSON format");

    public static ManagementException UnsupportedMediaType() => new(415, null, "Unsupported Media Type");

    public static ManagementException UnknownClient() => new(404, "inexistent_client", "The client does not exist");

    public static ManagementException UnknownResourceServer() => new(404, "inexistent_resource_server", "The resource server does not exist");

    public static ManagementException UnknownOrganization() => new(404, null, "No organization found by that id or name");

    /// <summary>Unconfirmed code and text, after the naming pattern of the others.</summary>
    public static ManagementException UnknownClientGrant() => new(404, "inexistent_client_grant", "The client grant does not exist");

    /// <summary>Unconfirmed code and text, after the naming pattern of the others.</summary>
    public static ManagementException UnknownCredential() => new(404, "inexistent_credential", "The credential does not exist");

    /// <summary>Unconfirmed code.</summary>
    public static ManagementException Conflict(string message) => new(409, "conflict", message);

    public static ManagementException TooManyRequests() => new(429, "too_many_requests", "Global limit has been reached");
}
