using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using Auth0Ps.Connections.Import;
using Auth0Ps.Security;

namespace Auth0Ps.Import;

/// <summary>Reads what is to be imported from JSON text, hashtables and objects.</summary>
internal static class ImportObject
{
    private const int Deepest = 8;

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>.</exception>
    public static IReadOnlyList<ImportFields> Read(PSObject input)
    {
        if (input.BaseObject is string text)
            return ImportJson.ReadText(text);
        if (input.BaseObject is IEnumerable and not IDictionary)
            return [.. ((IEnumerable)input.BaseObject).Cast<object>().SelectMany(item => Read(PSObject.AsPSObject(item)))];

        var fields = new ImportFields();
        AddMembers(fields, input, "", 0);
        return [fields];
    }

    private static void AddMembers(ImportFields fields, object input, string prefix, int depth)
    {
        if (depth > Deepest)
            throw new Auth0Exception(ErrorReason.InvalidImport, "The object is nested too deeply to be imported.", "Give the fields that the command's help shows.");

        foreach (var (name, value) in Members(input))
            Add(fields, prefix + name, value, depth);
    }

    private static IEnumerable<(string Name, object? Value)> Members(object input)
    {
        var item = input is PSObject wrapped ? wrapped.BaseObject : input;
        return item is IDictionary dictionary
            ? dictionary.Keys.Cast<object>().Select(key => (Convert.ToString(key, CultureInfo.InvariantCulture) ?? "", dictionary[key]))
            : PSObject.AsPSObject(input).Properties.Where(property => property.IsGettable).Select(property => (property.Name, (object?)property.Value));
    }

    private static void Add(ImportFields fields, string path, object? value, int depth)
    {
        switch (value is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : value)
        {
            case null:
                fields.Add(path, new ImportValue(null, null, null));
                break;
            case SecureString secret:
                fields.Add(path, new ImportValue(null, null, secret));
                break;
            case string text when ImportFields.IsSecret(path) && text is not ['<', .., '>']:
                fields.Add(path, new ImportValue(null, null, SecretText.Protect(text)));
                break;
            case string text:
                fields.Add(path, new ImportValue(text, null, null));
                break;
            case bool flag:
                fields.Add(path, new ImportValue(null, flag, null));
                break;
            case IDictionary or PSObject:
                AddMembers(fields, value!, path + ".", depth + 1);
                break;
            case IEnumerable:
                fields.Add(path, new ImportValue("(a list)", null, null));
                break;
            case var other:
                fields.Add(path, new ImportValue(Convert.ToString(other, CultureInfo.InvariantCulture), null, null));
                break;
        }
    }
}
