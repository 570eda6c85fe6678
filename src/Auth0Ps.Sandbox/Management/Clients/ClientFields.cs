namespace Auth0Ps.Sandbox.Management.Clients;

/// <summary>Which members of an application which scope shows or changes (Auth0's Management API description).</summary>
internal static class ClientFields
{
    /// <summary>Any one of these lets a caller read applications at all.</summary>
    public static readonly string[] ReadScopes = ["read:clients", "read:client_keys", "read:client_credentials", "read:client_summary"];

    /// <summary>Any one of these lets a caller change applications at all.</summary>
    public static readonly string[] UpdateScopes = ["update:clients", "update:client_keys", "update:client_credentials"];

    private static readonly HashSet<string> Summary = new(StringComparer.Ordinal) { "client_id", "app_type", "name", "description" };

    private static readonly HashSet<string> Keys = new(StringComparer.Ordinal) { "client_secret", "client_authentication_methods", "encryption_key", "signing_key" };

    /// <summary>The visibility that a token's scopes give when reading.</summary>
    public static Func<string, bool> VisibleTo(ManagementRequest request)
    {
        var settings = request.MayAnyOf("read:clients", "read:client_keys");
        var keys = request.MayAnyOf("read:client_keys", "read:client_credentials");
        return name => Summary.Contains(name) || (Keys.Contains(name) ? keys : settings);
    }

    /// <summary>The visibility in the answer to a change: a caller who may set a secret may see it.</summary>
    public static Func<string, bool> VisibleAfterChange(ManagementRequest request)
    {
        var secret = request.MayAnyOf("update:client_keys", "read:client_keys", "read:client_credentials");
        return name => name is not ("client_secret" or "encryption_key" or "signing_key") || secret;
    }

    /// <summary>
    /// Refuses a change whose members need another scope. Auth0 documents the rule for keys and authentication methods; that
    /// the other members need <c>update:clients</c> itself is unconfirmed. <c>token_endpoint_auth_method</c> belongs to switching the
    /// authentication method, so either scope will do for it.
    /// </summary>
    /// <exception cref="ManagementException">403 when a member is out of reach.</exception>
    public static void CheckUpdate(ManagementRequest request, IEnumerable<string> names)
    {
        if (!names.All(name => name switch
        {
            "client_secret" or "signing_key" or "encryption_key" => request.MayAnyOf("update:client_keys"),
            "client_authentication_methods" => request.MayAnyOf("update:client_credentials"),
            "token_endpoint_auth_method" => request.MayAnyOf("update:clients", "update:client_credentials"),
            _ => request.MayAnyOf("update:clients"),
        }))
        {
            throw ManagementErrors.ReadOnlyFields();
        }
    }
}
