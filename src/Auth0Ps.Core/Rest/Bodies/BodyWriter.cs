using System.Collections;
using System.Globalization;
using System.Security;
using System.Text.Encodings.Web;
using System.Text.Json;
using Auth0Ps.Security;

namespace Auth0Ps.Rest.Bodies;

/// <summary>Writes values as JSON.</summary>
internal sealed class BodyWriter(BodyValueTranslator? translate)
{
    private const int Deepest = 64;

    // Nothing here ends up in a web page, so only what JSON itself asks for is escaped.
    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The objects around the present one, to find those that contain themselves.</summary>
    private readonly HashSet<object> _open = new(ReferenceEqualityComparer.Instance);

    /// <summary>Names and numbers that lead to the present value; made a text only for a message.</summary>
    private readonly List<object> _path = [];

    /// <summary>What was given as a secret, whatever it is called.</summary>
    public List<SecureString> Secrets { get; } = [];

    public void Write(ZeroingBuffer buffer, object? value)
    {
        using var json = new Utf8JsonWriter(buffer, Options);
        WriteValue(json, value);
    }

    private void WriteValue(Utf8JsonWriter json, object? value)
    {
        RestBody.RequireSize(json.BytesCommitted + json.BytesPending);
        var meant = value is null ? null : translate is null ? value : translate(value, Path);
        switch (meant)
        {
            case null or DBNull:
                json.WriteNullValue();
                break;
            case bool flag:
                json.WriteBooleanValue(flag);
                break;
            case SecureString secret:
                Secrets.Add(secret.Copy());
                SecretJson.WriteValue(json, secret);
                break;
            case IDictionary or IEnumerable<KeyValuePair<string, object?>>:
                Enter(json, value!, meant, WriteMembers);
                break;
            case IEnumerable and not string:
                Enter(json, value!, meant, WriteItems);
                break;
            default:
                WriteSimple(json, meant);
                break;
        }
    }

    private void WriteSimple(Utf8JsonWriter json, object value)
    {
        if (WireText.Of(value) is { } text)
            json.WriteStringValue(text);
        else if (WireText.OfNumber(value) is { } number)
            json.WriteRawValue(number, skipInputValidation: true);
        else
            throw value is double or float ? BodyFaults.NotANumber(Path()) : BodyFaults.Unwritable(Path(), value.GetType());
    }

    private void Enter(Utf8JsonWriter json, object value, object meant, Action<Utf8JsonWriter, object> write)
    {
        // Both, because the same thing may come wrapped anew each time, or be translated anew each time.
        var isNew = _open.Add(value);
        if (!isNew || (!ReferenceEquals(value, meant) && !_open.Add(meant)))
            throw BodyFaults.ContainsItself(Path());
        if (_path.Count == Deepest)
            throw BodyFaults.TooDeep(Deepest);
        write(json, meant);
        _open.Remove(value);
        _open.Remove(meant);
    }

    private void WriteMembers(Utf8JsonWriter json, object value)
    {
        json.WriteStartObject();
        foreach (var (name, member) in Members(value))
        {
            if (string.IsNullOrEmpty(name))
                throw BodyFaults.NoName(Path());
            json.WritePropertyName(name);
            Descend(json, name, member);
        }

        json.WriteEndObject();
    }

    private void WriteItems(Utf8JsonWriter json, object value)
    {
        json.WriteStartArray();
        var index = 0;
        foreach (var item in (IEnumerable)value)
            Descend(json, index++, item);
        json.WriteEndArray();
    }

    private void Descend(Utf8JsonWriter json, object step, object? value)
    {
        _path.Add(step);
        WriteValue(json, value);
        _path.RemoveAt(_path.Count - 1);
    }

    private string Path() =>
        "body" + string.Concat(_path.Select(step => step is int index ? string.Create(CultureInfo.InvariantCulture, $"[{index}]") : $".{step}"));

    private static IEnumerable<KeyValuePair<string, object?>> Members(object value) =>
        value is IDictionary dictionary ? Members(dictionary) : (IEnumerable<KeyValuePair<string, object?>>)value;

    private static IEnumerable<KeyValuePair<string, object?>> Members(IDictionary dictionary)
    {
        // By its own enumerator: as a plain enumeration a generic dictionary yields another type of entry.
        var entries = dictionary.GetEnumerator();
        while (entries.MoveNext())
            yield return new(Convert.ToString(entries.Key, CultureInfo.InvariantCulture) ?? "", entries.Value);
    }
}
