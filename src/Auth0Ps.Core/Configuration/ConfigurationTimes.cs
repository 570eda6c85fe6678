using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Auth0Ps.Configuration;

/// <summary>A time of day as people write it: <c>03:30</c>.</summary>
internal sealed class TimeOfDayText : JsonConverter<TimeOnly>
{
    private static readonly string[] Forms = ["H:mm", "HH:mm", "H:mm:ss", "HH:mm:ss", "HH:mm:ss.FFFFFFF"];

    public static bool TryParse(string? text, out TimeOnly time) => TimeOnly.TryParseExact(text, Forms, CultureInfo.InvariantCulture, DateTimeStyles.None, out time);

    public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryParse(reader.GetString(), out var time) ? time : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options)
    {
        var form = value.Ticks % TimeSpan.TicksPerMinute == 0 ? "HH:mm" : value.Ticks % TimeSpan.TicksPerSecond == 0 ? "HH:mm:ss" : "HH:mm:ss.FFFFFFF";
        writer.WriteStringValue(value.ToString(form, CultureInfo.InvariantCulture));
    }
}

/// <summary>A span as people write it: <c>1.00:00:00</c>, <c>2:00</c>.</summary>
internal sealed class TimeSpanText : JsonConverter<TimeSpan>
{
    /// <summary>A number by itself would be days, which nobody who writes hours means.</summary>
    public static bool TryParse(string? text, out TimeSpan span)
    {
        span = default;
        return text is not null && text.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out span);
    }

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        TryParse(reader.GetString(), out var span) ? span : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.ToString("c", CultureInfo.InvariantCulture));
}
