using System.Text.Json;

namespace Auth0Ps.Sandbox.Json;

/// <summary>Typed, forgiving access to the members of a JSON object.</summary>
internal static class JsonMembers
{
    private static readonly JsonElement Empty = JsonText.ObjectElement(_ => { });

    /// <summary>The member, or null when absent; a JSON null is a present member.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var member) ? member : null;

    /// <summary>The member's text, or null when absent or not a string.</summary>
    public static string? Text(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.String } member ? member.GetString() : null;

    /// <summary>The member's truth value, or null when absent or not a boolean.</summary>
    public static bool? Flag(this JsonElement element, string name) => element.Member(name)?.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>The member's whole number, or null when absent or not one.</summary>
    public static int? Number(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Number } member && member.TryGetInt32(out var number) ? number : null;

    /// <summary>The member's strings, or null when absent or not an array.</summary>
    public static IReadOnlyList<string>? Texts(this JsonElement element, string name) =>
        element.Member(name) is { ValueKind: JsonValueKind.Array } member
            ? [.. member.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : null;

    /// <summary>
    /// A copy in which the members of <paramref name="changes"/> replace those of the same name; a JSON null removes the member.
    /// </summary>
    public static JsonElement Merge(this JsonElement element, JsonElement changes, Func<string, bool> takes) => JsonText.ObjectElement(writer =>
    {
        foreach (var member in element.EnumerateObject())
        {
            if (!takes(member.Name) || !changes.TryGetProperty(member.Name, out var replacement))
                member.WriteTo(writer);
            else if (replacement.ValueKind != JsonValueKind.Null)
                Write(writer, member.Name, replacement);
        }

        foreach (var member in changes.EnumerateObject())
        {
            if (takes(member.Name) && member.Value.ValueKind != JsonValueKind.Null && !element.TryGetProperty(member.Name, out _))
                member.WriteTo(writer);
        }
    });

    /// <summary>The same all the way down: an object in both is merged, and no JSON null is left.</summary>
    public static JsonElement MergeDeep(this JsonElement element, JsonElement changes) => JsonText.ObjectElement(writer =>
    {
        foreach (var member in element.EnumerateObject().Where(member => changes.Member(member.Name) is null))
            member.WriteTo(writer);
        foreach (var member in changes.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
        {
            var merged = member.Value;
            if (merged.ValueKind == JsonValueKind.Object)
                merged = (element.Member(member.Name) is { ValueKind: JsonValueKind.Object } stored ? stored : Empty).MergeDeep(merged);
            Write(writer, member.Name, merged);
        }
    });

    private static void Write(System.Text.Json.Utf8JsonWriter writer, string name, JsonElement value)
    {
        writer.WritePropertyName(name);
        value.WriteTo(writer);
    }
}
