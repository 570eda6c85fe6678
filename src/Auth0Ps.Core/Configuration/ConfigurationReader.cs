using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Auth0Ps.Naming;

namespace Auth0Ps.Configuration;

/// <summary>Reads a configuration file as a whole, and names all that is wrong with it by its path.</summary>
/// <param name="secrets">Finds secrets in it.</param>
internal sealed class ConfigurationReader(ConfigurationSecrets secrets)
{
    private const string Connections = "connections";
    private const string Rotations = "rotations";
    private const string FormVersion = "version";
    private const string AsList = "Write a list, also of one: [ … ] in .json, @( … ) in .psd1.";

    /// <summary>The members of the file.</summary>
    public static readonly IReadOnlyList<string> Members = ["$schema", FormVersion, Connections, Rotations];

    private readonly List<Auth0Exception> _faults = [];

    /// <summary>What is wrong; empty when nothing is.</summary>
    public IReadOnlyList<Auth0Exception> Faults => _faults;

    /// <summary>Reads the file; see <see cref="Faults"/> before it is used.</summary>
    public ConfigurationDocument Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Add("The file", "is not an object with version, connections and rotations.", "Export-Auth0Configuration writes one to begin with.");
            return new ConfigurationDocument(null, null);
        }

        var members = MembersOf(root, "", Members);
        if (!IsKnownVersion(members))
            return new ConfigurationDocument(null, null);
        return new ConfigurationDocument(
            ReadList<Auth0Connection>(members, Connections, ConfigurationForm.RequiredOfConnections, static connection => connection.Id, static connection => connection.Name),
            ReadList<Auth0SecretRotation>(members, Rotations, ConfigurationForm.RequiredOfRotations, static rotation => rotation.Id, static rotation => rotation.Name));
    }

    /// <summary>False where a newer version may have other fields.</summary>
    private bool IsKnownVersion(Dictionary<string, JsonElement> members)
    {
        var version = ConfigurationForm.Version;
        if (!members.TryGetValue(FormVersion, out var given))
            Add(FormVersion, "is missing.", $"Write {ConfigurationForm.Version}, the version of the file's form.");
        else if (given.ValueKind != JsonValueKind.Number || !given.TryGetInt32(out version) || version < 1)
            Add(FormVersion, "is not a version of the file's form.", $"Write {ConfigurationForm.Version}.");
        else if (version > ConfigurationForm.Version)
            Add(FormVersion, $"is {version}, which a newer version of Auth0Ps writes; this one knows {ConfigurationForm.Version}.", "Update the module, or export the file anew with this one.");
        return version <= ConfigurationForm.Version;
    }

    private List<ConfigurationItem<TItem>>? ReadList<TItem>(Dictionary<string, JsonElement> members, string list, IReadOnlyList<string> required, Func<TItem, Guid> idOf, Func<TItem, string> nameOf)
        where TItem : class
    {
        if (!members.TryGetValue(list, out var element))
            return null;
        if (element.ValueKind != JsonValueKind.Array)
        {
            Add(list, "is not a list.", AsList);
            return null;
        }

        var items = new List<ConfigurationItem<TItem>>();
        foreach (var (item, index) in element.EnumerateArray().Select(static (item, index) => (item, index)))
        {
            var path = $"{list}[{index}]";
            var before = _faults.Count;
            var (value, given) = ReadFields(item, typeof(TItem), path);
            foreach (var name in required.Where(name => value is not null && !given.Contains(name)))
                Add($"{path}.{name}", "is missing.", "Fill it in.");
            if (_faults.Count == before)
                items.Add(new ConfigurationItem<TItem>((TItem)value!, path, given));
        }

        RefuseTwice(items, "id", idOf);
        RefuseTwice(items, "name", item => nameOf(item).ToUpperInvariant());
        return items;
    }

    private void RefuseTwice<TItem, TKey>(List<ConfigurationItem<TItem>> items, string field, Func<TItem, TKey> keyOf)
        where TKey : notnull
    {
        foreach (var same in items.Where(item => item.Given.Contains(field)).GroupBy(item => keyOf(item.Value)).Where(static same => same.Skip(1).Any()))
        {
            foreach (var again in same.Skip(1))
                Add($"{again.Path}.{field}", $"is that of {same.First().Path}, too.", field == "id" ? "Leave the id of a copy out; it gets its own." : "Give each a name of its own.");
        }
    }

    /// <summary>What an object describes, and the fields that it has; null where it is not an object.</summary>
    private (object? Value, HashSet<string> Given) ReadFields(JsonElement element, Type type, string path)
    {
        var fields = ConfigurationForm.FieldsOf(type)!;
        if (element.ValueKind != JsonValueKind.Object)
        {
            Add(path, "is not an object.", $"Write an object with {string.Join(", ", fields.Take(4).Select(static field => field.Name))}{(fields.Count > 4 ? " …" : "")}.");
            return (null, []);
        }

        var made = ConfigurationForm.Json.GetTypeInfo(type).CreateObject?.Invoke() ?? Activator.CreateInstance(type, nonPublic: true)!;
        var members = MembersOf(element, path + ".", [.. fields.Select(static field => field.Name)]);
        foreach (var (name, value) in members)
        {
            var field = fields.Single(field => field.Name == name);
            if (ReadValue(value, field.PropertyType, name, $"{path}.{name}") is { } read)
                field.Set!(made, read);
        }

        foreach (var field in fields.Where(field => field.IsRequired && !members.ContainsKey(field.Name)))
            Add($"{path}.{field.Name}", "is missing.", "Fill it in.");
        return (made, [.. members.Keys]);
    }

    /// <summary>The known members that hold something, by their names in the form; what is unknown, or there twice, is reported.</summary>
    private Dictionary<string, JsonElement> MembersOf(JsonElement element, string prefix, IReadOnlyList<string> known)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var members = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var member in element.EnumerateObject())
        {
            var path = prefix + ConfigurationFault.Name(member.Name);
            var name = known.FirstOrDefault(name => string.Equals(name, member.Name, StringComparison.OrdinalIgnoreCase));
            if (name is null)
                Unknown(member, path, known);
            else if (!seen.Add(name))
                Add(path, "is there twice.", "Leave one of them in.");
            else if (member.Value.ValueKind != JsonValueKind.Null)
                members.Add(name, member.Value);
        }

        return members;
    }

    private void Unknown(JsonProperty member, string path, IReadOnlyList<string> known)
    {
        if (SecretIn(member.Name, member.Value, path) is { } secret)
            _faults.Add(ConfigurationFault.Secret(secret));
        else if (Likeness.Nearest(member.Name, known) is { } near)
            Add(path, $"is not known; probably '{near}' is meant.", $"Write {near}, or take it out.");
        else
            Add(path, "is not known.", $"Take it out, or write one of {string.Join(", ", known)}.");
    }

    /// <summary>The path of the first secret in something that is not known.</summary>
    private string? SecretIn(string name, JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.Object => value.EnumerateObject().Select(member => SecretIn(member.Name, member.Value, $"{path}.{ConfigurationFault.Name(member.Name)}")).FirstOrDefault(static found => found is not null),
        JsonValueKind.Array => value.EnumerateArray().Select((item, index) => SecretIn(name, item, $"{path}[{index}]")).FirstOrDefault(static found => found is not null),
        JsonValueKind.String => ConfigurationSecrets.IsSecretName(name) || secrets.IsSecret(name, value.GetString()!) ? path : null,
        JsonValueKind.Number => ConfigurationSecrets.IsSecretName(name) ? path : null,
        _ => null,
    };

    private object? ReadValue(JsonElement value, Type type, string name, string path)
    {
        type = Nullable.GetUnderlyingType(type) ?? type;
        if (value.ValueKind == JsonValueKind.String && secrets.IsSecret(name, value.GetString()!))
        {
            _faults.Add(ConfigurationFault.Secret(path));
            return null;
        }

        if (ConfigurationForm.FieldsOf(type) is not null)
            return ReadFields(value, type, path).Value;
        if (ConfigurationForm.Json.GetTypeInfo(type).Kind == JsonTypeInfoKind.Enumerable)
            return ReadItems(value, type.GetGenericArguments()[0], name, path);
        if (ConfigurationTypes.WhatItShouldBe(value, type) is not { } should)
            return value.Deserialize(type, ConfigurationForm.Json);
        Add(path, $"is not {should.What}.", should.Action);
        return null;
    }

    private Array? ReadItems(JsonElement value, Type type, string name, string path)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            Add(path, "is not a list.", AsList);
            return null;
        }

        var items = value.EnumerateArray().Select((item, index) => ReadValue(item, type, name, $"{path}[{index}]")).OfType<object>().ToList();
        var list = Array.CreateInstance(type, items.Count);
        for (var index = 0; index < items.Count; index++)
            list.SetValue(items[index], index);
        return list;
    }

    private void Add(string path, string what, string action) => _faults.Add(ConfigurationFault.At(path, what, action));
}
