using System.Collections.Concurrent;
using System.Collections.ObjectModel;
using System.Globalization;
using System.Text.Json;

namespace Auth0Ps.SecretManagement.SecretStore;

/// <summary>Remarks on an entry as SecretStore has them in memory: text, numbers and times, as PowerShell reads them from JSON.</summary>
internal static class SecretStoreRemarks
{
    // A store of thousands of entries has the same few remarks on nearly all of them.
    private const int MostRemembered = 100;

    private static readonly ConcurrentDictionary<string, ReadOnlyDictionary<string, object>> Known = new(StringComparer.Ordinal);

    /// <summary>Their type in memory.</summary>
    public static Type Type { get; } = typeof(ReadOnlyDictionary<string, object>);

    /// <summary>Reads them.</summary>
    /// <param name="json">As they are in the file.</param>
    public static ReadOnlyDictionary<string, object> Read(string json)
    {
        if (Known.TryGetValue(json, out var known))
            return known;
        var read = Parse(json);
        if (Known.Count < MostRemembered)
            Known[json] = read;
        return read;
    }

    private static ReadOnlyDictionary<string, object> Parse(string json)
    {
        var remarks = new Dictionary<string, object>(StringComparer.Ordinal);
        using var document = JsonDocument.Parse(json);
        if (document.RootElement.ValueKind == JsonValueKind.Object)
        {
            foreach (var remark in document.RootElement.EnumerateObject())
                remarks[remark.Name] = Value(remark.Value)!;
        }

        return new ReadOnlyDictionary<string, object>(remarks);
    }

    private static object? Value(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String when IsTime(value.GetString()!, out var time) => time,
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Number => value.TryGetInt64(out var whole) ? (object)whole : value.GetDouble(),
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    private static bool IsTime(string text, out DateTime time)
    {
        time = default;
        return text.Length >= 19 && text[10] == 'T' && DateTime.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out time);
    }
}
