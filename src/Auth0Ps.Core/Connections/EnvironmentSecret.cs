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

    /// <summary>Takes domain, client id, secret and audience from <c>AUTH0_DOMAIN</c>, <c>AUTH0_CLIENT_ID</c>, <c>AUTH0_CLIENT_SECRET</c> and <c>AUTH0_AUDIENCE</c>.</summary>
    /// <param name="former">The connection to change, whose fields serve where neither parameter nor variable gives one.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: one of the first three is not set.</exception>
    public static ConnectionRequest FromEnvironment(this ConnectionRequest request, Auth0Connection? former = null)
    {
        var missing = new List<string>();
        foreach (var (variable, given) in ((string, string?)[])[(Domain, request.Domain ?? request.TenantDomain ?? former?.Domain), (ClientId, request.ClientId ?? former?.ClientId), (ClientSecret, null)])
        {
            if (given is null && Find(variable) is null)
                missing.Add(variable);
        }

        if (missing.Count > 0)
        {
            throw new Auth0Exception(
                ErrorReason.InvalidArgument,
                $"Not set in the environment: {string.Join(", ", missing)}.",
                "Set them for this process, or give the values as parameters.")
            { Target = request.Name };
        }

        return request with
        {
            Domain = request.Domain ?? (request.TenantDomain is null ? Find(Domain) : null),
            ClientId = request.ClientId ?? Find(ClientId),
            Audience = request.Audience ?? Find(Audience),
            SecretVariable = ClientSecret,
        };
    }

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
