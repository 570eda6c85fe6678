using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Security;
using Auth0Ps.Connections.Import;

namespace Auth0Ps.Pipeline;

/// <summary>Reads what is to be imported from JSON text, hashtables and objects.</summary>
internal static class ImportObject
{
    private const int Deepest = 8;

    /// <summary>What a list holds, or the one thing that was given.</summary>
    public static IEnumerable<PSObject> Items(object input)
    {
        var item = PSObject.AsPSObject(input);
        return item.BaseObject is IEnumerable list and not string and not IDictionary
            ? list.Cast<object?>().OfType<object>().Select(PSObject.AsPSObject)
            : [item];
    }

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidImport"/>.</exception>
    public static IReadOnlyList<ImportFields> Read(PSObject input)
    {
        if (input.BaseObject is string text)
            return ImportJson.ReadText(text);

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
            : PSObject.AsPSObject(input).Properties.Where(property => property.IsGettable).Select(property => (property.Name, ValueOf(property)));
    }

    private static object? ValueOf(PSPropertyInfo property)
    {
        try
        {
            return property.Value;
        }
        catch (GetValueException)
        {
            // A property that cannot be read is none of a connection's.
            return null;
        }
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
            case string text when ImportFields.IsSecret(path):
                fields.Add(path, ImportValue.OfSecret(path, text));
                break;
            case string text:
                fields.Add(path, new ImportValue(text, null, null));
                break;
            case bool flag:
                fields.Add(path, new ImportValue(null, flag, null));
                break;
            case SecretReference or SecretsMapping or Auth0SecretDestination or IDictionary or PSObject:
                AddMembers(fields, value!, path + ".", depth + 1);
                break;
            case TimeSpan time:
                fields.Add(path, new ImportValue(time.ToString("c", CultureInfo.InvariantCulture), null, null));
                break;
            case IEnumerable list when ImportFields.HasObjects(path):
                var items = list.Cast<object?>().OfType<object>().ToList();
                fields.Add(path, ImportValue.OfList(items.OfType<string>()));
                for (var index = 0; index < items.Count; index++)
                    Add(fields, string.Create(CultureInfo.InvariantCulture, $"{path}.{index}"), items[index], depth + 1);
                break;
            case IEnumerable list:
                fields.Add(path, ImportValue.OfList(list.Cast<object?>().Select(item => item is PSObject wrapper ? wrapper.BaseObject : item)
                    .Where(static item => item is string or Enum or int or long).Select(static item => Convert.ToString(item, CultureInfo.InvariantCulture)!)));
                break;
            case var other:
                fields.Add(path, new ImportValue(Convert.ToString(other, CultureInfo.InvariantCulture), null, null));
                break;
        }
    }
}
