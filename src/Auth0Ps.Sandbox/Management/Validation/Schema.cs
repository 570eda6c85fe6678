using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Auth0Ps.Sandbox.Management.Validation;

/// <summary>What a value of a request body may look like; violations are worded like Auth0's.</summary>
internal abstract class Schema
{
    public static Schema Anything { get; } = new AnySchema();

    /// <summary>Any value, but text no longer than that.</summary>
    public static Schema AnythingBrief(int maximum) => new BriefSchema(maximum);

    public static Schema Flag { get; } = new FlagSchema();

    public static Schema Text(int minimum = 0, int maximum = int.MaxValue, string? pattern = null, string? format = null) => new TextSchema(minimum, maximum, pattern, format);

    public static Schema Choice(params string[] values) => new ChoiceSchema(values);

    public static Schema Number(double minimum = double.MinValue, double maximum = double.MaxValue, bool whole = true) => new NumberSchema(minimum, maximum, whole);

    public static Schema List(Schema item, int minimum = 0, int maximum = int.MaxValue) => new ListSchema(item, minimum, maximum);

    public static Schema Map(Schema value, int maximum = int.MaxValue, int keyLength = int.MaxValue) => new MapSchema(value, maximum, keyLength);

    /// <summary>The same, or JSON null, which clears a setting.</summary>
    public Schema OrNull() => new OrNullSchema(this);

    /// <summary>The first violation in Auth0's words, or null. The path is that of the value, empty for the body itself.</summary>
    public abstract string? Check(JsonElement value, string path);

    /// <summary>The JSON type's name as the messages use it.</summary>
    public static string TypeName(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => value.TryGetInt64(out _) ? "integer" : "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };

    protected static string At(string problem, string path) => path.Length == 0 ? $"'{problem}'." : $"'{problem}' on property {path}.";

    protected static string WrongType(string expected, JsonElement value, string path) => At($"Expected type {expected} but found type {TypeName(value)}", path);

    private sealed class AnySchema : Schema
    {
        public override string? Check(JsonElement value, string path) => null;
    }

    private sealed class BriefSchema(int maximum) : Schema
    {
        public override string? Check(JsonElement value, string path) =>
            value.ValueKind == JsonValueKind.String ? Text(maximum: maximum).Check(value, path) : null;
    }

    private sealed class OrNullSchema(Schema inner) : Schema
    {
        public override string? Check(JsonElement value, string path) => value.ValueKind == JsonValueKind.Null ? null : inner.Check(value, path);
    }

    private sealed class FlagSchema : Schema
    {
        public override string? Check(JsonElement value, string path) =>
            value.ValueKind is JsonValueKind.True or JsonValueKind.False ? null : WrongType("boolean", value, path);
    }

    private sealed class TextSchema(int minimum, int maximum, string? pattern, string? format) : Schema
    {
        private readonly Regex? _pattern = pattern is null ? null : new Regex(pattern, RegexOptions.CultureInvariant, TimeSpan.FromSeconds(1));

        public override string? Check(JsonElement value, string path)
        {
            if (value.ValueKind != JsonValueKind.String)
                return WrongType("string", value, path);
            var text = value.GetString()!;
            if (text.Length < minimum)
                return At($"String is too short ({text.Length} chars), minimum {minimum}", path);
            if (text.Length > maximum)
                return At($"String is too long ({text.Length} chars), maximum {maximum}", path);
            if (_pattern?.IsMatch(text) == false)
                return At(format is null ? $"String does not match pattern: {pattern}" : $"Object didn't pass validation for format {format}: {text}", path);
            return null;
        }
    }

    private sealed class ChoiceSchema(string[] values) : Schema
    {
        public override string? Check(JsonElement value, string path) => value.ValueKind switch
        {
            JsonValueKind.String when values.Contains(value.GetString(), StringComparer.Ordinal) => null,
            JsonValueKind.String => At($"No enum match for: {value.GetString()}", path),
            _ => WrongType("string", value, path),
        };
    }

    private sealed class NumberSchema(double minimum, double maximum, bool whole) : Schema
    {
        public override string? Check(JsonElement value, string path)
        {
            if (value.ValueKind != JsonValueKind.Number || !value.TryGetDouble(out var number) || (whole && number != Math.Floor(number)))
                return WrongType(whole ? "integer" : "number", value, path);
            if (number < minimum)
                return At(string.Create(CultureInfo.InvariantCulture, $"Value {number} is less than minimum {minimum}"), path);
            return number > maximum ? At(string.Create(CultureInfo.InvariantCulture, $"Value {number} is greater than maximum {maximum}"), path) : null;
        }
    }

    private sealed class ListSchema(Schema item, int minimum, int maximum) : Schema
    {
        public override string? Check(JsonElement value, string path)
        {
            if (value.ValueKind != JsonValueKind.Array)
                return WrongType("array", value, path);
            var length = value.GetArrayLength();
            if (length < minimum)
                return At($"Array is too short ({length}), minimum {minimum}", path);
            if (length > maximum)
                return At($"Array is too long ({length}), maximum {maximum}", path);
            return value.EnumerateArray().Select((element, index) => item.Check(element, $"{path}[{index}]")).FirstOrDefault(violation => violation is not null);
        }
    }

    private sealed class MapSchema(Schema item, int maximum, int keyLength) : Schema
    {
        public override string? Check(JsonElement value, string path)
        {
            if (value.ValueKind != JsonValueKind.Object)
                return WrongType("object", value, path);
            var members = value.EnumerateObject().ToList();
            if (members.Count > maximum)
                return At($"Too many properties defined ({members.Count}), maximum {maximum}", path);
            if (members.Find(member => member.Name.Length > keyLength) is { Value.ValueKind: not JsonValueKind.Undefined } tooLong)
                return At($"Property name is too long ({tooLong.Name.Length} chars), maximum {keyLength}", path);
            return members.Select(member => item.Check(member.Value, $"{path}.{member.Name}")).FirstOrDefault(violation => violation is not null);
        }
    }
}
