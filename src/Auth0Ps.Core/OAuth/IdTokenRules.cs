using System.Text.Json;
using Auth0Ps.Security;

namespace Auth0Ps.OAuth;

/// <summary>Checks that an id token belongs to the login it came with.</summary>
/// <remarks>
/// It comes from the token endpoint itself, so the connection's certificate stands for its signature (OpenID Connect Core section
/// 3.1.3.7, point 6).
/// </remarks>
internal static class IdTokenRules
{
    private static readonly TimeSpan Leeway = TimeSpan.FromMinutes(1);

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.LoginFailed"/>: says which rule it breaks.</exception>
    public static void Require(string? idToken, Auth0Connection connection, string issuer, string nonce, DateTimeOffset now)
    {
        if (idToken is null)
            throw Broken(connection, "no id token came with it");

        using var claims = Read(idToken) ?? throw Broken(connection, "its id token cannot be read");
        var root = claims.RootElement;
        if (Text(root, "iss") != issuer)
            throw Broken(connection, "its id token is another issuer's");
        if (!HasAudience(root, connection.ClientId))
            throw Broken(connection, "its id token is for another application");
        if (Text(root, "nonce") != nonce)
            throw Broken(connection, "its id token belongs to another login");
        if (!root.TryGetProperty("exp", out var exp) || !exp.TryGetInt64(out var seconds) || DateTimeOffset.FromUnixTimeSeconds(seconds) < now - Leeway)
            throw Broken(connection, "its id token has expired; is this machine's clock right?");
        if (connection.Organization is { } organization && !IsOf(root, organization))
            throw Broken(connection, $"it is not for organization '{organization}'");
    }

    /// <summary>Ids begin with <c>org_</c>; names are compared in lower case, as Auth0's own SDKs do.</summary>
    private static bool IsOf(JsonElement claims, string organization) => organization.StartsWith("org_", StringComparison.Ordinal)
        ? Text(claims, "org_id") == organization
        : string.Equals(Text(claims, "org_name"), organization, StringComparison.OrdinalIgnoreCase);

    private static bool HasAudience(JsonElement claims, string clientId) => claims.TryGetProperty("aud", out var audience) && audience.ValueKind switch
    {
        JsonValueKind.String => audience.GetString() == clientId,

        // Of several, the one it was issued to is named (OpenID Connect Core section 2, azp).
        JsonValueKind.Array => audience.EnumerateArray().Any(item => item.ValueKind == JsonValueKind.String && item.GetString() == clientId)
            && (audience.GetArrayLength() == 1 || Text(claims, "azp") == clientId),
        _ => false,
    };

    private static JsonDocument? Read(string token)
    {
        try
        {
            return token.Split('.') is [_, var payload, _] && JsonDocument.Parse(Base64Url.Decode(payload)) is { RootElement.ValueKind: JsonValueKind.Object } claims
                ? claims
                : null;
        }
        catch (Exception exception) when (exception is FormatException or JsonException)
        {
            return null;
        }
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static Auth0Exception Broken(Auth0Connection connection, string what) =>
        new(ErrorReason.LoginFailed, $"The login for connection '{connection.Name}' cannot be trusted: {what}.", "Sign in again; if it happens each time, check that the domain is the tenant's and that no proxy answers in its place.")
        { Target = connection.Name };
}
