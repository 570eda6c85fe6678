using System.Text.Json;
using System.Text.Json.Serialization;

namespace Auth0Ps.Sandbox.State;

/// <summary>One line of a state file. A change of several parts is one line, so that a crash leaves all of it or nothing.</summary>
internal static class StateLine
{
    public static void Write(Stream stream, StateHeader header) => Write(stream, JsonSerializer.SerializeToUtf8Bytes(header, StateJson.Default.StateHeader));

    public static void Write(Stream stream, IReadOnlyList<StateOperation> operations) =>
        Write(stream, JsonSerializer.SerializeToUtf8Bytes(operations, StateJson.Default.IReadOnlyListStateOperation));

    /// <exception cref="JsonException">Not a line of a state file.</exception>
    public static IReadOnlyList<StateOperation> Read(ReadOnlySpan<byte> line) =>
        JsonSerializer.Deserialize(line, StateJson.Default.IReadOnlyListStateOperation) ?? throw new JsonException("The line is empty.");

    /// <exception cref="JsonException">Not a header.</exception>
    public static StateHeader ReadHeader(ReadOnlySpan<byte> line) =>
        JsonSerializer.Deserialize(line, StateJson.Default.StateHeader) ?? throw new JsonException("The line is empty.");

    private static void Write(Stream stream, byte[] json)
    {
        var line = new byte[json.Length + 1];
        json.CopyTo(line, 0);
        line[^1] = (byte)'\n';
        stream.Write(line);
    }
}

/// <summary>How the state's records are read and written, generated at build time.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull, UseStringEnumConverter = true)]
[JsonSerializable(typeof(StateHeader))]
[JsonSerializable(typeof(IReadOnlyList<StateOperation>))]
internal sealed partial class StateJson : JsonSerializerContext
{
}
