using Auth0Ps.Connections;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>Which applications can be rotated by private keys.</summary>
internal static class KeyRules
{
    /// <summary>Why an application cannot; null when it can.</summary>
    public static string? WhyNot(Auth0Application application)
    {
        return application.IsGlobal ? "it is the tenant's legacy global client"
            : application.TokenEndpointAuthMethod is "none" ? "it is a public application, which proves itself with nothing; a key in it would be everybody's"
            : application.TokenEndpointAuthMethod is "tls_client_auth" or "self_signed_tls_client_auth" ? $"it signs in with {application.TokenEndpointAuthMethod}"
            : null;
    }

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ApplicationNotRotatable"/>.</exception>
    internal static void RequireSuitable(Auth0Application application)
    {
        if (WhyNot(application) is { } why)
        {
            throw new Auth0Exception(
                ErrorReason.ApplicationNotRotatable,
                $"'{application.Name}' ({application.ClientId}) cannot use private keys here: {why}.",
                "Choose a confidential application: Get-Auth0Application shows TokenEndpointAuthMethod.")
            { Target = application.ClientId };
        }
    }

    /// <summary>Refuses to change the method by which connections sign in: they would be locked out.</summary>
    /// <param name="domain">The tenant.</param>
    /// <param name="method">The method that is left.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionInUse"/>.</exception>
    internal static void RequireNoConnectionBy(IEnumerable<Auth0Connection> connections, string domain, string clientId, string method)
    {
        IReadOnlyList<Auth0Connection> all = [.. connections];
        var tenants = new TenantNames(all);
        if (all.FirstOrDefault(other => other.ClientId == clientId && tenants.Of(other) == tenants.OfHost(domain) && other.TokenEndpointAuthMethod == method) is not { } connection)
            return;

        var byKey = method == ClientAuthenticationResolver.KeyMethod;
        throw new Auth0Exception(
            ErrorReason.ConnectionInUse,
            $"Connection '{connection.Name}' signs in as '{clientId}' with {(byKey ? "a private key" : "the client secret")}, and would be locked out.",
            byKey
                ? $"Let it sign in as another application first: Set-Auth0Connection {connection.Name} -Credential (Get-Credential)"
                : $"Let it sign in as another application first, or register a key in the dashboard and give it to the connection: Set-Auth0Connection {connection.Name} -PrivateKeyPath FILE")
        { Target = connection.Name };
    }
}
