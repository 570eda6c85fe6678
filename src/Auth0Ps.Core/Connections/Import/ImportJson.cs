using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Auth0Ps.Connections.Import;

/// <summary>Reads JSON that is to be imported. Comments and trailing commas are forgiven.</summary>
internal static class ImportJson
{
    private const int LargestFile = 1024 * 1024;

    private static readonly JsonReaderOptions Options = new() { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip, MaxDepth = 16 };

    /// <summary>Reads a file.</summary>
    /// <param name="path">Its full path.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>.</exception>
    public static IReadOnlyList<ImportFields> ReadFile(string path)
    {
        byte[] bytes;
        try
        {
            if (Directory.Exists(path))
                throw Invalid($"'{path}' is a folder.", "Give the JSON files in it: -Path *.json", path);
            if (new FileInfo(path).Length > LargestFile)
                throw Invalid($"'{path}' is larger than what can be imported.", "Give a file with one object, or a list of them.", path);
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Invalid($"'{path}' cannot be read: {exception.Message}", "Check the path and the file's permissions.", path, exception);
        }

        try
        {
            return Read(bytes, path);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Reads text.</summary>
    /// <param name="text">The JSON.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>.</exception>
    public static IReadOnlyList<ImportFields> ReadText(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            return Read(bytes, source: null);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static List<ImportFields> Read(ReadOnlySpan<byte> bytes, string? source)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var reader = new Utf8JsonReader(bytes.StartsWith(mark) ? bytes[mark.Length..] : bytes, Options);
        try
        {
            reader.Read();
            var found = new List<ImportFields>();
            if (reader.TokenType == JsonTokenType.StartObject)
                found.Add(ReadObject(ref reader));
            else if (reader.TokenType == JsonTokenType.StartArray)
                ReadList(ref reader, found, source);
            else
                throw Invalid("The JSON is neither an object nor a list of objects.", "It begins with { for one, or with [ for several.", source);
            reader.Read();
            return found;
        }
        catch (JsonException exception)
        {
            // The platform's own message may quote what is there, which may be the secret.
            throw Invalid($"The JSON is malformed at line {exception.LineNumber + 1}.", "Check quotes, commas and braces there.", source);
        }
        catch (InvalidOperationException)
        {
            // What the reader says of bytes that are not UTF-8, and of escapes that are half a letter.
            throw Invalid("The JSON contains something that is not text in UTF-8.", "Save it anew as UTF-8.", source);
        }
    }

    private static void ReadList(ref Utf8JsonReader reader, List<ImportFields> found, string? source)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            found.Add(reader.TokenType == JsonTokenType.StartObject
                ? ReadObject(ref reader)
                : throw Invalid("The list holds something that is not an object.", "Each item is an object in braces.", source));
        }

        if (found.Count == 0)
            throw Invalid("The list is empty.", "Give what is to be imported as objects in braces.", source);
    }

    private static ImportFields ReadObject(ref Utf8JsonReader reader)
    {
        var fields = new ImportFields();
        ReadMembers(ref reader, "", fields);
        return fields;
    }

    private static void ReadMembers(ref Utf8JsonReader reader, string prefix, ImportFields fields)
    {
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var path = prefix + reader.GetString();
            reader.Read();
            switch (reader.TokenType)
            {
                case JsonTokenType.StartObject:
                    ReadMembers(ref reader, path + ".", fields);
                    break;
                case JsonTokenType.StartArray:
                    fields.Add(path, ImportValue.OfList(ReadItems(ref reader, path, fields)));
                    break;
                case JsonTokenType.True or JsonTokenType.False:
                    fields.Add(path, new ImportValue(null, reader.GetBoolean(), null));
                    break;
                case JsonTokenType.String when ImportFields.IsSecret(path):
                    fields.Add(path, SecretValue(path, ref reader));
                    break;
                case JsonTokenType.String:
                    fields.Add(path, new ImportValue(reader.GetString(), null, null));
                    break;
                case JsonTokenType.Number:
                    fields.Add(path, new ImportValue(Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan), null, null));
                    break;
                default:
                    fields.Add(path, new ImportValue(null, null, null));
                    break;
            }
        }
    }

    private static List<string> ReadItems(ref Utf8JsonReader reader, string path, ImportFields fields)
    {
        var texts = new List<string>();
        var objects = 0;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            if (reader.TokenType == JsonTokenType.String)
                texts.Add(reader.GetString()!);
            else if (reader.TokenType == JsonTokenType.Number)
                texts.Add(Encoding.UTF8.GetString(reader.HasValueSequence ? reader.ValueSequence.ToArray() : reader.ValueSpan));
            else if (reader.TokenType == JsonTokenType.StartObject && ImportFields.HasObjects(path))
                ReadMembers(ref reader, string.Create(CultureInfo.InvariantCulture, $"{path}.{objects++}."), fields);
            else
                reader.Skip();
        }

        return texts;
    }

    private static ImportValue SecretValue(string path, ref Utf8JsonReader reader)
    {
        var characters = GC.AllocateArray<char>(reader.ValueSpan.Length, pinned: true);
        try
        {
            return ImportValue.OfSecret(path, characters.AsSpan(0, reader.CopyString(characters)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(characters.AsSpan()));
        }
    }

    private static Auth0Exception Invalid(string message, string action, string? source, Exception? cause = null) =>
        new(ErrorReason.InvalidImport, message, action, cause) { Target = source };
}
