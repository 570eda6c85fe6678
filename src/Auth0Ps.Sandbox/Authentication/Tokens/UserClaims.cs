using System.Text.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Authentication.Tokens;

/// <summary>What the scopes of OpenID Connect reveal about a user (OpenID Connect Core, section 5.4).</summary>
internal static class UserClaims
{
    public static void Write(Utf8JsonWriter writer, User user, IEnumerable<string> scopes)
    {
        var granted = scopes.ToHashSet(StringComparer.Ordinal);
        if (granted.Contains("profile"))
        {
            writer.WriteString("nickname", user.Email.Split('@')[0]);
            writer.WriteString("name", user.Name);
            writer.WriteString("updated_at", user.CreatedAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", System.Globalization.CultureInfo.InvariantCulture));
        }

        if (granted.Contains("email"))
        {
            writer.WriteString("email", user.Email);
            writer.WriteBoolean("email_verified", true);
        }
    }
}
