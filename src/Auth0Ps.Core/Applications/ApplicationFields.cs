namespace Auth0Ps.Applications;

/// <summary>Which fields of an application a token may ask for; asking for a hidden one is refused whole (Management API, "Get clients").</summary>
internal static class ApplicationFields
{
    private const string Summary = "client_id,name,app_type";
    private const string Settings = Summary + ",is_first_party,global,token_endpoint_auth_method,grant_types,client_metadata";

    private const string Credentials = ",client_authentication_methods";

    /// <summary>Never the secret: it is not asked for, so that it is never sent.</summary>
    public static string For(Auth0AccessToken token)
    {
        var seesKeys = token.Scope.Contains("read:client_keys", StringComparer.Ordinal);
        var seesCredentials = token.Scope.Contains("read:client_credentials", StringComparer.Ordinal);
        if (!seesKeys && !token.Scope.Contains("read:clients", StringComparer.Ordinal) && token.Scope.Count > 0)
            return Summary;
        return seesKeys || seesCredentials ? Settings + Credentials : Settings;
    }
}
