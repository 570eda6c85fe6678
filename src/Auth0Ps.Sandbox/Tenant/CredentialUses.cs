using System.Text.Json;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Tenant;

/// <summary>What an application's credentials serve: signing in, signing requests, privileged access to the token vault.</summary>
internal static class CredentialUses
{
    /// <summary>Holds one list of credentials for each way to sign in.</summary>
    public const string AuthenticationMethods = "client_authentication_methods";

    /// <summary>Settings that hold a list of credentials themselves.</summary>
    public static readonly string[] Others = ["signed_request_object", "token_vault_privileged_access"];

    /// <summary>The lists of references in an application's settings, each with the name of its use.</summary>
    public static IEnumerable<(string Use, JsonElement Credentials)> In(JsonElement settings)
    {
        if (settings.Member(AuthenticationMethods) is { ValueKind: JsonValueKind.Object } methods)
        {
            foreach (var method in methods.EnumerateObject())
            {
                if (method.Value.Member("credentials") is { ValueKind: JsonValueKind.Array } credentials)
                    yield return (method.Name, credentials);
            }
        }

        foreach (var use in Others)
        {
            if (settings.Member(use)?.Member("credentials") is { ValueKind: JsonValueKind.Array } credentials)
                yield return (use, credentials);
        }
    }
}
