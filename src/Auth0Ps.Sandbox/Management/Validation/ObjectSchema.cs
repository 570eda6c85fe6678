using System.Text;
using System.Text.Json;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Management.Validation;

/// <summary>An object with named members; others are refused unless it is open.</summary>
internal sealed class ObjectSchema : Schema
{
    private readonly Dictionary<string, Schema> _members = new(StringComparer.Ordinal);
    private readonly List<string> _required = [];
    private readonly bool _open;

    /// <param name="open">Whether members without a rule are let through.</param>
    public ObjectSchema(bool open = false) => _open = open;

    /// <summary>Adds an optional member and returns the same schema, for chaining.</summary>
    public ObjectSchema With(string name, Schema schema)
    {
        _members[name] = schema;
        return this;
    }

    /// <summary>Adds several optional members with one rule.</summary>
    public ObjectSchema With(Schema schema, params string[] names)
    {
        foreach (var name in names)
            _members[name] = schema;
        return this;
    }

    /// <summary>Adds a member that must be there.</summary>
    public ObjectSchema Requires(string name, Schema schema)
    {
        _required.Add(name);
        return With(name, schema);
    }

    public override string? Check(JsonElement value, string path)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return WrongType("object", value, path);
        if (_required.Find(name => !value.TryGetProperty(name, out _)) is { } missing)
            return At("Missing required property: " + missing, path);
        foreach (var member in value.EnumerateObject())
        {
            if (!_members.TryGetValue(member.Name, out var schema))
            {
                if (_open)
                    continue;
                return At("Additional properties not allowed: " + member.Name, path);
            }

            if (schema.Check(member.Value, path.Length == 0 ? member.Name : path + "." + member.Name) is { } violation)
                return violation;
        }

        return null;
    }

    /// <summary>
    /// A form knows only text: where a member's rule wants something else and the text spells it in JSON
    /// (<c>true</c>, <c>36000</c>, <c>{...}</c>), that is taken instead.
    /// </summary>
    public JsonElement CoerceForm(JsonElement form) => JsonText.ObjectElement(writer =>
    {
        foreach (var member in form.EnumerateObject())
        {
            writer.WritePropertyName(member.Name);
            (Spelled(member) ?? member.Value).WriteTo(writer);
        }
    });

    private JsonElement? Spelled(JsonProperty member)
    {
        if (member.Value.ValueKind != JsonValueKind.String || !_members.TryGetValue(member.Name, out var schema) || schema.Check(member.Value, "") is null)
            return null;
        try
        {
            var spelled = JsonText.Parse(Encoding.UTF8.GetBytes(member.Value.GetString()!));
            return schema.Check(spelled, "") is null ? spelled : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
