using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Auth0Ps.Sandbox.Json;

/// <summary>Writes JSON as UTF-8 without escaping letters that need none.</summary>
internal static class JsonText
{
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Whatever the delegate writes.</summary>
    public static ReadOnlyMemory<byte> Write(Action<Utf8JsonWriter> write)
    {
        var output = new ArrayBufferWriter<byte>(1024);
        using (var writer = new Utf8JsonWriter(output, Options))
            write(writer);
        return output.WrittenMemory;
    }

    /// <summary>One object; the delegate writes its members.</summary>
    public static ReadOnlyMemory<byte> WriteObject(Action<Utf8JsonWriter> members) => Write(writer =>
    {
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
    });

    /// <summary>The same as an element that owns its memory and may be read from any thread.</summary>
    public static JsonElement ObjectElement(Action<Utf8JsonWriter> members) => Parse(WriteObject(members));

    /// <summary>Reads one JSON value into an element that owns its memory.</summary>
    /// <exception cref="JsonException">Not JSON, or more than one value.</exception>
    public static JsonElement Parse(ReadOnlyMemory<byte> utf8)
    {
        var reader = new Utf8JsonReader(utf8.Span, new JsonReaderOptions { MaxDepth = 32 });
        var element = JsonElement.ParseValue(ref reader);
        if (reader.Read())
            throw new JsonException("There is more than one JSON value.");
        return element;
    }

    /// <summary>Writes a list of strings as an array member.</summary>
    public static void WriteStrings(this Utf8JsonWriter writer, string name, IEnumerable<string> values)
    {
        writer.WriteStartArray(name);
        foreach (var value in values)
            writer.WriteStringValue(value);
        writer.WriteEndArray();
    }

    /// <summary>Writes the member only when there is a value: Auth0 leaves absent optional members out.</summary>
    public static void WriteOptional(this Utf8JsonWriter writer, string name, string? value)
    {
        if (value is not null)
            writer.WriteString(name, value);
    }

    /// <inheritdoc cref="WriteOptional(Utf8JsonWriter, string, string?)"/>
    public static void WriteOptional(this Utf8JsonWriter writer, string name, bool? value)
    {
        if (value is { } given)
            writer.WriteBoolean(name, given);
    }
}
