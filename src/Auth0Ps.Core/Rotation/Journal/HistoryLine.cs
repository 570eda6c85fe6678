using System.Text.Json;
using System.Text.Json.Serialization;

namespace Auth0Ps.Rotation.Journal;

/// <summary>A rotation that ended as one line of JSON, wherever it is stored.</summary>
internal static class HistoryLine
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        TypeInfoResolver = StepsJson.LeavingOutNone,
        Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    };

    /// <summary>The line, without an end.</summary>
    public static byte[] Write(Auth0SecretRotationRecord record) => JsonSerializer.SerializeToUtf8Bytes(record, Json);

    /// <summary>The record in a line; null where a crash tore it.</summary>
    public static Auth0SecretRotationRecord? Parse(string line)
    {
        try
        {
            return JsonSerializer.Deserialize<Auth0SecretRotationRecord>(line, Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
