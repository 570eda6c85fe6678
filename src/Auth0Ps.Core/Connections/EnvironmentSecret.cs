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
    public static SecureString Require(string variable, string connection)
    {
        if (Find(variable) is not { Length: <= SecureStrings.MaxLength } value || string.IsNullOrWhiteSpace(value))
        {
            throw Unavailable(
                $"The environment variable {variable}, which holds the secret of connection '{connection}', is not set, or longer than a secret can be.",
                $"Set {variable} in the environment of this process, or choose another place: Set-Auth0Connection {connection}");
        }

        var secret = ClientSecretText.Trimmed(SecureStrings.Protect(value));
        return ClientSecretText.FaultOf(secret) is { } fault
            ? throw Unavailable(
                $"The secret of connection '{connection}' in the environment variable {variable} {fault}.",
                $"Set {variable} to the secret as the dashboard shows it, and nothing around it.")
            : secret;

        Auth0Exception Unavailable(string message, string action) => new(ErrorReason.SecretUnavailable, message, action) { Target = connection };
    }
}
