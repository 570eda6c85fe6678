using System.Text.Json;
using Auth0Ps.Errors;

namespace Auth0Ps.Applications;

/// <summary>Makes applications of Auth0's client objects.</summary>
internal static class ApplicationReader
{
    /// <summary>The application; null for what has no client id and so is no application.</summary>
    public static Auth0Application? Find(JsonElement json, Auth0Connection connection, string fields) =>
        json.ValueKind == JsonValueKind.Object && Text(json, "client_id") is { Length: > 0 } ? Read(json, connection, fields) : null;

    /// <summary>Reads what is there of an application.</summary>
    public static Auth0Application Read(JsonElement json, Auth0Connection connection, string fields) => new()
    {
        ClientId = Text(json, "client_id") ?? "",
        Name = Text(json, "name") ?? "",
        AppType = Text(json, "app_type") is { } type ? DisplayText.Of(type) : null,
        IsFirstParty = Flag(json, "is_first_party"),
        TokenEndpointAuthMethod = AuthMethod(json) is { } method ? DisplayText.Of(method) : null,
        GrantTypes = Texts(json, "grant_types"),
        Metadata = Map(json, "client_metadata"),
        ShowsCredentials = fields.Contains("client_authentication_methods", StringComparison.Ordinal),
        Credentials = CredentialsIn(json),
        IsGlobal = json.TryGetProperty("global", out var global) && global.ValueKind == JsonValueKind.True,
        Connection = connection,
    };

    /// <summary>
    /// What is in use where that is shown, else the setting. Auth0 leaves the setting out (or null) when keys or certificates are in use,
    /// and when the application's creator did not send it: unknown stays unknown.
    /// </summary>
    private static string? AuthMethod(JsonElement json)
    {
        if (json.TryGetProperty("client_authentication_methods", out var methods) && methods.ValueKind == JsonValueKind.Object)
        {
            foreach (var inUse in methods.EnumerateObject())
                return inUse.Name;
        }

        return Text(json, "token_endpoint_auth_method");
    }

    /// <summary>The keys and certificates in use, with what for.</summary>
    private static List<(string Use, string? Id)> CredentialsIn(JsonElement json)
    {
        if (!json.TryGetProperty("client_authentication_methods", out var methods) || methods.ValueKind != JsonValueKind.Object)
            return [];

        var found = new List<(string, string?)>();
        foreach (var method in methods.EnumerateObject())
        {
            if (method.Value.ValueKind != JsonValueKind.Object || !method.Value.TryGetProperty("credentials", out var credentials) || credentials.ValueKind != JsonValueKind.Array)
                continue;
            foreach (var credential in credentials.EnumerateArray().Where(credential => credential.ValueKind == JsonValueKind.Object))
                found.Add((method.Name, Text(credential, "id") is { } id ? DisplayText.Of(id) : null));
        }

        return found;
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
