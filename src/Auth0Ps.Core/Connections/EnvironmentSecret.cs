using System.Security;
using Auth0Ps.Security;

namespace Auth0Ps.Connections;

/// <summary>Reads what connections take from environment variables. The platform hands their values out as strings only.</summary>
internal static class EnvironmentSecret
{
    public const string Domain = "AUTH0_DOMAIN";
    public const string ClientId = "AUTH0_CLIENT_ID";
    public const string ClientSecret = "AUTH0_CLIENT_SECRET";
    public const string Audience = "AUTH0_AUDIENCE";

    public static string? Find(string variable) =>
        Environment.GetEnvironmentVariable(variable) is { Length: > 0 } value ? value : null;

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.SecretUnavailable"/>.</exception>
    public static SecureString Require(string variable, string connection) =>
        Find(variable) is { Length: <= SecretText.MaxLength } value
            ? SecretText.Protect(value)
            : throw new Auth0Exception(
                ErrorReason.SecretUnavailable,
                $"The environment variable {variable}, which holds the secret of connection '{connection}', is not set, or longer than a secret can be.",
                $"Set {variable} in the environment of this process, or choose another place: Set-Auth0Connection {connection}")
            { Target = connection };
}
