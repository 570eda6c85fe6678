using System.Text.Json;

namespace Auth0Ps.Management;

/// <summary>Makes applications of Auth0's client objects.</summary>
internal static class ApplicationReader
{
    public static Auth0Application Read(JsonElement json, Auth0Connection connection, string fields)
    {
        var isGlobal = json.TryGetProperty("global", out var global) && global.ValueKind == JsonValueKind.True;
        return new Auth0Application
        {
            ClientId = Text(json, "client_id") ?? "",
            Name = Text(json, "name") ?? "",
            AppType = Text(json, "app_type"),
            IsFirstParty = Flag(json, "is_first_party"),
            TokenEndpointAuthMethod = AuthMethod(json, isGlobal, fields),
            GrantTypes = Texts(json, "grant_types"),
            Metadata = Map(json, "client_metadata"),
            IsGlobal = isGlobal,
            Connection = connection,
        };
    }

    /// <summary>
    /// Auth0 leaves token_endpoint_auth_method out (or null) when keys or certificates are in use. Applications from before there
    /// was such a setting have none either; these have no type. Where the credentials are shown, they decide.
    /// </summary>
    private static string? AuthMethod(JsonElement json, bool isGlobal, string fields)
    {
        if (json.TryGetProperty("client_authentication_methods", out var methods) && methods.ValueKind == JsonValueKind.Object)
        {
            foreach (var inUse in methods.EnumerateObject())
                return inUse.Name;
        }

        if (Text(json, "token_endpoint_auth_method") is { } method)
            return method;
        var undecided = ApplicationFields.ShowSettings(fields) && !ApplicationFields.ShowCredentials(fields);
        return undecided && !isGlobal && Text(json, "app_type") is not null ? "private_key_jwt" : null;
    }

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool? Flag(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    private static IReadOnlyList<string> Texts(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Array
            ? [.. value.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];

    private static Dictionary<string, string> Map(JsonElement json, string name)
    {
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        if (json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Object)
        {
            foreach (var item in value.EnumerateObject())
                map[item.Name] = item.Value.ValueKind == JsonValueKind.String ? item.Value.GetString()! : item.Value.GetRawText();
        }

        return map;
    }
}
