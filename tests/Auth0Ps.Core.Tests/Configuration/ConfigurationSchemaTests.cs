using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Auth0Ps.Configuration;

namespace Auth0Ps.Core.Tests.Configuration;

/// <summary>The published schema has the fields, values and required fields that the module takes; Pester has exported files checked against it.</summary>
public sealed class ConfigurationSchemaTests
{
    private static readonly JsonElement Schema = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "auth0ps.schema.json"))).RootElement;

    [Fact]
    public void It_has_the_files_members_and_no_other()
    {
        AssertNames(ConfigurationReader.Members, Schema);
        Assert.Equal(ConfigurationForm.Version, Schema.GetProperty("properties").GetProperty("version").GetProperty("const").GetInt32());
        Assert.Equal(["version"], Texts(Schema.GetProperty("required")));
    }

    [Fact]
    public void It_has_the_fields_that_items_have_at_any_depth()
    {
        AssertFields(typeof(Auth0Connection), Definition("connection"));
        AssertFields(typeof(Auth0SecretRotation), Definition("rotation"));
        Assert.Equal(ConfigurationForm.RequiredOfConnections, Texts(Definition("connection").GetProperty("required")));
        Assert.Equal(ConfigurationForm.RequiredOfRotations, Texts(Definition("rotation").GetProperty("required")));
    }

    private static void AssertFields(Type type, JsonElement schema)
    {
        var fields = ConfigurationForm.FieldsOf(type)!;
        AssertNames(fields.Select(static field => field.Name), schema);
        foreach (var field in fields)
            AssertType(field.PropertyType, schema.GetProperty("properties").GetProperty(field.Name), field.Name);
    }

    private static void AssertType(Type type, JsonElement schema, string name)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (schema.TryGetProperty("$ref", out var reference))
            schema = Definition(reference.GetString()!.Split('/')[^1]);
        if (ConfigurationForm.FieldsOf(type) is not null)
            AssertFields(type, schema);
        else if (ConfigurationForm.Json.GetTypeInfo(type).Kind == JsonTypeInfoKind.Enumerable)
            AssertType(type.GetGenericArguments()[0], schema.GetProperty("items"), name);
        else if (type.IsEnum)
            Assert.Equal(Enum.GetNames(type), Texts(schema.GetProperty("enum")));
        else if (!schema.TryGetProperty("enum", out _))
            Assert.True(schema.GetProperty("type").GetString() == (type == typeof(bool) ? "boolean" : type == typeof(int) ? "integer" : "string"), $"{name} is of another type in the schema.");
    }

    private static void AssertNames(IEnumerable<string> names, JsonElement schema)
    {
        Assert.Equal(names.Order(StringComparer.Ordinal), schema.GetProperty("properties").EnumerateObject().Select(static property => property.Name).Order(StringComparer.Ordinal));
        Assert.False(schema.GetProperty("additionalProperties").GetBoolean());
        Assert.All(schema.GetProperty("properties").EnumerateObject(), static property => Assert.True(property.Value.TryGetProperty("$ref", out _) || property.Value.GetProperty("description").GetString()!.Length > 5, property.Name));
    }

    private static JsonElement Definition(string name) => Schema.GetProperty("$defs").GetProperty(name);

    private static IReadOnlyList<string> Texts(JsonElement list) => [.. list.EnumerateArray().Select(static item => item.GetString()!)];
}
