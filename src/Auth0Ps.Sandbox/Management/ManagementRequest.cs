using System.Text;
using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Management.Validation;

namespace Auth0Ps.Sandbox.Management;

/// <summary>One authorised call: what the route matched, what was asked, and what the token allows.</summary>
internal sealed class ManagementRequest
{
    private const string FormMediaType = "application/x-www-form-urlencoded";
    private readonly HttpRequest _http;

    public ManagementRequest(HttpRequest http, IReadOnlyList<string> pathValues, IReadOnlySet<string> scopes)
    {
        _http = http;
        PathValues = pathValues;
        Scopes = scopes;
        Query = new ManagementQuery(http.Query);
    }

    /// <summary>The values of the route's placeholders, decoded, in order.</summary>
    public IReadOnlyList<string> PathValues { get; }

    public IReadOnlySet<string> Scopes { get; }

    public ManagementQuery Query { get; }

    public bool MayAnyOf(params string[] scopes) => scopes.Any(Scopes.Contains);

    /// <summary>The body as a JSON object that satisfies the schema; a form becomes such an object where its values allow it.</summary>
    /// <exception cref="ManagementException">Not JSON, not an object, another media type, or against the schema.</exception>
    public JsonElement ReadObject(ObjectSchema schema)
    {
        var body = ReadBody();
        if (body.ValueKind == JsonValueKind.Object && _http.MediaType == FormMediaType)
            body = schema.CoerceForm(body);
        if (schema.Check(body, "") is { } violation)
            throw ManagementErrors.InvalidBody(violation);
        return body;
    }

    /// <summary>For calls that want no body: nothing, <c>null</c> and an object without members will do.</summary>
    /// <exception cref="ManagementException">Anything else.</exception>
    public void ReadNothing()
    {
        if (_http.Body.IsEmpty)
            return;
        var body = ReadBody();
        if (body.ValueKind == JsonValueKind.Null)
            return;
        if (body.ValueKind != JsonValueKind.Object)
            throw ManagementErrors.InvalidBody($"'Expected type object but found type {Schema.TypeName(body)}'.");
        if (body.EnumerateObject().FirstOrDefault() is { Value.ValueKind: not JsonValueKind.Undefined } member)
            throw ManagementErrors.InvalidBody($"'Additional properties not allowed: {member.Name}'.");
    }

    private JsonElement ReadBody()
    {
        if (_http.Body.IsEmpty)
            return JsonText.Parse("null"u8.ToArray());
        switch (_http.MediaType)
        {
            case "application/json" or "":
                try
                {
                    return JsonText.Parse(HalfLetters.Replace(_http.Body));
                }
                catch (JsonException)
                {
                    throw ManagementErrors.MalformedBody();
                }

            case FormMediaType:
                return JsonText.ObjectElement(writer =>
                {
                    foreach (var values in FormEncoding.Parse(Encoding.UTF8.GetString(_http.Body.Span)).GroupBy(pair => pair.Key, pair => pair.Value, StringComparer.Ordinal))
                        WriteFormMember(writer, values.Key, [.. values]);
                });

            default:
                throw ManagementErrors.UnsupportedMediaType();
        }
    }

    private static void WriteFormMember(Utf8JsonWriter writer, string name, IReadOnlyList<string> values)
    {
        if (values.Count == 1)
            writer.WriteString(name, values[0]);
        else
            writer.WriteStrings(name, values);
    }
}
