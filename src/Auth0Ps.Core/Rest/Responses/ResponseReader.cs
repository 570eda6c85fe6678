using System.Globalization;
using System.Numerics;
using System.Text.Json;
using Auth0Ps.Security;

namespace Auth0Ps.Rest.Responses;

/// <summary>Reads an answer's JSON; secrets become <see cref="System.Security.SecureString"/> without being strings in between.</summary>
/// <param name="secretsAsText">True leaves secrets as text.</param>
internal sealed class ResponseReader(bool secretsAsText)
{
    private const int MostVerdicts = 1000;

    /// <summary>A whole number of more digits is beyond a double's range, and not worth the time to be exact about.</summary>
    private const int MostDigits = 310;

    /// <summary>Whether each name met so far is a secret's: the same few come again in every object.</summary>
    private readonly Dictionary<(string Name, string? Parent), bool> _verdicts = [];

    /// <summary>Reads one value.</summary>
    /// <exception cref="JsonException">It is no JSON.</exception>
    public object? Read(ReadOnlySpan<byte> json)
    {
        var reader = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = Http.JsonRepair.Deepest });
        reader.Read();
        return Value(ref reader, name: null, parent: null);
    }

    private object? Value(ref Utf8JsonReader reader, string? name, string? parent) => reader.TokenType switch
    {
        JsonTokenType.StartObject => Object(ref reader, name),
        JsonTokenType.StartArray => Array(ref reader, name, parent),
        JsonTokenType.String => Text(ref reader, name, parent),
        JsonTokenType.Number => Number(ref reader),
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => null,
    };

    private RestObject Object(ref Utf8JsonReader reader, string? parent)
    {
        var members = new List<KeyValuePair<string, object?>>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndObject)
        {
            var name = reader.GetString()!;
            reader.Read();
            members.Add(new(name, Value(ref reader, name, parent)));
        }

        return new RestObject(members);
    }

    private object?[] Array(ref Utf8JsonReader reader, string? name, string? parent)
    {
        var items = new List<object?>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
            items.Add(Value(ref reader, name, parent));
        return [.. items];
    }

    private object Text(ref Utf8JsonReader reader, string? name, string? parent) =>
        !secretsAsText && IsSecret(name, parent) ? SecretJson.CurrentString(ref reader) : reader.GetString()!;

    private bool IsSecret(string? name, string? parent)
    {
        if (name is null)
            return false;
        if (_verdicts.TryGetValue((name, parent), out var verdict))
            return verdict;

        // Names in users' own metadata may be new in every object.
        if (_verdicts.Count == MostVerdicts)
            _verdicts.Clear();
        return _verdicts[(name, parent)] = SecretNames.Contains(name, parent);
    }

    /// <summary>Whole numbers exactly, whatever their size; others as a double, or as a decimal where a double would lose digits.</summary>
    private static object Number(ref Utf8JsonReader reader)
    {
        if (reader.TryGetInt64(out var whole))
            return whole;

        // Auth0 sends no such numbers, but the metadata that users keep there may hold any.
        var text = System.Text.Encoding.ASCII.GetString(reader.ValueSpan);
        if (text.Length <= MostDigits && text.All(letter => char.IsAsciiDigit(letter) || letter == '-'))
        {
            return decimal.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var large)
                ? large
                : BigInteger.Parse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        }

        return text.Count(char.IsAsciiDigit) > 15
            && !text.Contains('e', StringComparison.OrdinalIgnoreCase)
            && decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var exact)
                ? exact
                : double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
    }
}
