using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Auth0Ps.Configuration;

/// <summary>Compares what is saved with what a configuration file describes, field by field.</summary>
internal static class ConfigurationDifference
{
    /// <summary>The fields that differ, by the names of the properties.</summary>
    /// <typeparam name="TItem">What is compared.</typeparam>
    /// <param name="saved">What is saved.</param>
    /// <param name="wanted">What it is to be.</param>
    /// <param name="except">Fields that are compared elsewhere.</param>
    public static IReadOnlyList<Auth0ConfigurationFieldChange> Of<TItem>(TItem saved, TItem wanted, params ReadOnlySpan<string> except)
        where TItem : class
    {
        var changes = new List<Auth0ConfigurationFieldChange>();
        foreach (var field in ConfigurationForm.FieldsOf(typeof(TItem))!)
        {
            if (field.Name == "id" || except.Contains(field.Name))
                continue;
            var (from, to) = (TextOf(field, saved), TextOf(field, wanted));
            if (from != to)
                changes.Add(new Auth0ConfigurationFieldChange { Field = NameOf(field.Name), From = from, To = to });
        }

        return changes;
    }

    /// <summary>A field's name as properties and parameters are called.</summary>
    public static string NameOf(string field) => char.ToUpperInvariant(field[0]) + field[1..];

    private static string? TextOf(JsonPropertyInfo field, object item)
    {
        var value = field.Get!(item);
        return value is null || field.ShouldSerialize?.Invoke(item, value) == false ? null : TextOf(JsonSerializer.SerializeToElement(value, field.PropertyType, ConfigurationForm.Json));
    }

    private static string? TextOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Array => string.Join(", ", value.EnumerateArray().Select(TextOf)),
        JsonValueKind.Object => string.Join(", ", value.EnumerateObject().Select(static member => $"{NameOf(member.Name)} = {TextOf(member.Value)}")),
        JsonValueKind.Null => null,
        _ => value.GetRawText(),
    };
}
