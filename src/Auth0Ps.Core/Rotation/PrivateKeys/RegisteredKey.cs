using System.Globalization;
using System.Text.Json;
using Auth0Ps.Errors;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>A credential that Auth0 has of an application (Management API, "Get client credentials").</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">The name it was given, fit to be shown.</param>
/// <param name="KeyId">The key's id; null for certificates.</param>
/// <param name="CreatedAt">When it was registered.</param>
/// <param name="ExpiresAt">When Auth0 stops taking it; null for never.</param>
internal sealed record RegisteredKey(string Id, string? Name, string? KeyId, DateTimeOffset CreatedAt, DateTimeOffset? ExpiresAt)
{
    public static RegisteredKey Read(JsonElement json) => new(
        Text(json, "id") ?? "",
        Text(json, "name") is { } name ? DisplayText.Of(name) : null,
        Text(json, "kid"),
        Time(json, "created_at") ?? DateTimeOffset.MinValue,
        Time(json, "expires_at"));

    public bool IsExpired(DateTimeOffset now) => ExpiresAt <= now;

    /// <summary>Enough to find it in the dashboard.</summary>
    public override string ToString() => $"'{Name ?? Id}' ({Id}, created {CreatedAt.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)})";

    private static string? Text(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static DateTimeOffset? Time(JsonElement json, string name) =>
        DateTimeOffset.TryParse(Text(json, name), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? time.ToUniversalTime() : null;
}
