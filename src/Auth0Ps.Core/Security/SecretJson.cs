using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text.Json;

namespace Auth0Ps.Security;

/// <summary>Reads and writes single secrets in JSON without strings in between.</summary>
internal static class SecretJson
{
    /// <summary>The string under a name at the top of an object; null when it is not there.</summary>
    public static SecureString? ReadString(ReadOnlySpan<byte> json, string name)
    {
        var reader = new Utf8JsonReader(json);
        try
        {
            while (reader.Read())
            {
                if (reader.TokenType != JsonTokenType.PropertyName || reader.CurrentDepth != 1 || !reader.ValueTextEquals(name))
                    continue;
                reader.Read();
                return reader.TokenType == JsonTokenType.String ? Copy(ref reader) : null;
            }
        }
        catch (JsonException)
        {
            // Not JSON: there is no such string in it.
            return null;
        }

        return null;
    }

    /// <summary>An object with one secret string, such as <c>{"client_secret":"…"}</c>.</summary>
    public static SecretContent ObjectWith(string name, SecureString secret)
    {
        var buffer = new ZeroingBuffer();
        SecretText.Use(secret, (buffer, name), static (bytes, to) =>
        {
            using var writer = new Utf8JsonWriter(to.buffer);
            writer.WriteStartObject();
            writer.WriteString(to.name, bytes);
            writer.WriteEndObject();
            return true;
        });
        return new SecretContent(buffer, "application/json");
    }

    private static SecureString Copy(ref Utf8JsonReader reader)
    {
        var characters = GC.AllocateArray<char>(reader.ValueSpan.Length, pinned: true);
        try
        {
            var count = reader.CopyString(characters);
            return SecretText.Protect(characters.AsSpan(0, count));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(characters.AsSpan()));
        }
    }
}
