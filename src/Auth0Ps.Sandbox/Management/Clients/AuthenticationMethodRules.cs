using System.Text.Json;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.Clients;

/// <summary>An application signs in with a secret or with credentials, never both. The texts of the refusals are unconfirmed.</summary>
internal static class AuthenticationMethodRules
{
    public static ManagementException Mixed() =>
        ManagementErrors.RefusedBody("token_endpoint_auth_method and client_authentication_methods cannot be set at the same time");

    /// <summary>Checks a change against what is stored: switching over takes both members in one request.</summary>
    /// <exception cref="ManagementException">400: the result would have two methods or none.</exception>
    public static void CheckChange(Client before, JsonElement body)
    {
        var methods = body.Member("client_authentication_methods");
        var endpointMethod = body.Member("token_endpoint_auth_method");
        var usesCredentials = methods is { } given ? given.ValueKind == JsonValueKind.Object : before.UsesCredentials;
        var setsEndpointMethod = endpointMethod is { ValueKind: JsonValueKind.String };
        if (usesCredentials && setsEndpointMethod)
            throw Mixed();
        if (usesCredentials && before.TokenEndpointAuthMethod is not null && endpointMethod is null)
            throw ManagementErrors.RefusedBody("token_endpoint_auth_method must be set to null when client_authentication_methods is used");
        if (before.UsesCredentials && !usesCredentials && !setsEndpointMethod)
            throw ManagementErrors.RefusedBody("token_endpoint_auth_method is required when client_authentication_methods is removed");
    }

    /// <summary>Checks the application as it would be stored.</summary>
    /// <exception cref="ManagementException">400: an unknown credential, or a signing algorithm that does not go with credentials.</exception>
    public static void Check(Client client)
    {
        foreach (var reference in CredentialUses.In(client.Settings).SelectMany(use => use.Credentials.EnumerateArray()))
        {
            if (client.Credentials.All(credential => credential.Id != reference.Text("id")))
                throw ManagementErrors.RefusedBody($"The credential {reference.Text("id")} does not exist for this client");
        }

        if (client.Settings.Member("client_authentication_methods") is not { ValueKind: JsonValueKind.Object } methods)
            return;
        if (methods.EnumerateObject().Count() != 1)
            throw ManagementErrors.RefusedBody("client_authentication_methods must have exactly one method");
        var method = methods.EnumerateObject().First();
        if (method.NameEquals("private_key_jwt") && client.Settings.Member("jwt_configuration")?.Text("alg") == "HS256")
            throw ManagementErrors.RefusedBody("jwt_configuration.alg must be RS256 when private_key_jwt is used");
    }
}
