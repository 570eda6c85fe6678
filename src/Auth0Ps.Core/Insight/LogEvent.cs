using System.Globalization;
using System.Text.Json;

namespace Auth0Ps.Insight;

/// <summary>Reads events of a tenant's log, whatever shape their members have: what is not there or of another kind is null.</summary>
internal static class LogEvent
{
    /// <summary>The event's id, which is also a checkpoint.</summary>
    public static string? IdOf(JsonElement entry) => Text(entry, "log_id") ?? Text(entry, "_id");

    /// <summary>When it happened (UTC).</summary>
    public static DateTimeOffset? TimeOf(JsonElement entry) =>
        DateTimeOffset.TryParse(Text(entry, "date"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>A member that is a text, and not an empty one.</summary>
    public static string? Text(JsonElement entry, string name) =>
        entry.ValueKind == JsonValueKind.Object && entry.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;

    /// <summary>A member of members; undefined where there is none.</summary>
    public static JsonElement Member(JsonElement entry, params ReadOnlySpan<string> path)
    {
        foreach (var name in path)
        {
            if (entry.ValueKind != JsonValueKind.Object || !entry.TryGetProperty(name, out entry))
                return default;
        }

        return entry;
    }
}
