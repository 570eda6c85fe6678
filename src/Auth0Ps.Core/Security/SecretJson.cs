using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Auth0Ps.Security;

/// <summary>Reads and writes single secrets in JSON without strings in between.</summary>
internal static class SecretJson
{
    /// <summary>A byte becomes at most six: <c>\u001F</c>.</summary>
    private const int LongestEscape = 6;

    /// <summary>The string under a name at the top of an object; null when it is not there.</summary>
    public static SecureString? ReadString(ReadOnlySpan<byte> json, string name)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Http.JsonRepair.Deepest });
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1 || !reader.ValueTextEquals(name))
                    continue;
                reader.Read();
                return reader.TokenType == JsonTokenType.String ? CurrentString(ref reader) : null;
            }
        }
        catch (JsonException)
        {
            // Not JSON: there is no such string in it.
            return null;
        }

        return null;
    }

    /// <summary>An object with one secret string, such as <c>{"client_secret":"…"}</c>, and what else is to be beside it.</summary>
    public static SecretContent ObjectWith(string name, SecureString secret, Action<Utf8JsonWriter>? alongside = null)
    {
        var buffer = new ZeroingBuffer();
        SecureStrings.Use(secret, (buffer, name, alongside), static (bytes, to) =>
        {
            using var writer = new Utf8JsonWriter(to.buffer);
            writer.WriteStartObject();
            writer.WriteString(to.name, bytes);
            to.alongside?.Invoke(writer);
            writer.WriteEndObject();
            return true;
        });
        return new SecretContent(buffer, "application/json");
    }

    /// <summary>An object without secrets.</summary>
    public static SecretContent Object(Action<Utf8JsonWriter> members)
    {
        var buffer = new ZeroingBuffer();
        using var writer = new Utf8JsonWriter(buffer);
        writer.WriteStartObject();
        members(writer);
        writer.WriteEndObject();
        writer.Flush();
        return new SecretContent(buffer, "application/json");
    }

    /// <summary>Writes a secret as a JSON string. Not with the writer's own escaping, which may leave a copy in a shared buffer.</summary>
    public static void WriteValue(Utf8JsonWriter writer, SecureString secret) =>
        SecureStrings.Use(secret, writer, static (bytes, to) =>
        {
            var quoted = GC.AllocateArray<byte>((bytes.Length * LongestEscape) + 2, pinned: true);
            try
            {
                quoted[0] = (byte)'"';
                JavaScriptEncoder.UnsafeRelaxedJsonEscaping.EncodeUtf8(bytes, quoted.AsSpan(1), out _, out var written);
                quoted[written + 1] = (byte)'"';
                to.WriteRawValue(quoted.AsSpan(0, written + 2), skipInputValidation: true);
                return true;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(quoted);
            }
        });

    /// <summary>The string the reader is at.</summary>
    public static SecureString CurrentString(ref Utf8JsonReader reader)
    {
        var characters = GC.AllocateArray<char>(reader.ValueSpan.Length, pinned: true);
        try
        {
            var count = reader.CopyString(characters);
            return SecureStrings.Protect(characters.AsSpan(0, count));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(characters.AsSpan()));
        }
    }
}
