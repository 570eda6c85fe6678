using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Text;

namespace Auth0Ps.SecretManagement;

/// <summary>Writes what a vault was registered with so that equal settings look equal, in whichever order and type they were given.</summary>
internal static class VaultSettings
{
    /// <summary>The settings as one text, only for comparing: secrets may be among them.</summary>
    public static string Canonical(IEnumerable<KeyValuePair<string, object>> settings)
    {
        var text = new StringBuilder();
        foreach (var (name, value) in settings.OrderBy(setting => setting.Key, StringComparer.OrdinalIgnoreCase))
        {
            text.Append(CultureInfo.InvariantCulture, $"{name.ToUpperInvariant()}=");
            Append(text, value);
            text.Append('\n');
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, object? value)
    {
        switch (value is PSObject wrapped ? wrapped.BaseObject : value)
        {
            case IDictionary map:
                text.Append('{').Append(Canonical(map.Cast<DictionaryEntry>().Select(static item => KeyValuePair.Create(Convert.ToString(item.Key, CultureInfo.InvariantCulture) ?? "", item.Value!)))).Append('}');
                break;
            case IEnumerable list and not string:
                text.Append('[');
                foreach (var item in list)
                {
                    Append(text, item);
                    text.Append(',');
                }

                text.Append(']');
                break;
            case var single:
                text.Append(Convert.ToString(single, CultureInfo.InvariantCulture)?.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal));
                break;
        }
    }
}
