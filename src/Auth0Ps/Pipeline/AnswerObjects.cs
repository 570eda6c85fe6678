using System.Globalization;
using System.Management.Automation;
using Auth0Ps.Rest.Responses;

namespace Auth0Ps.Pipeline;

/// <summary>Makes custom objects of an answer's objects, as <c>ConvertFrom-Json</c> does, whatever their members are called.</summary>
internal static class AnswerObjects
{
    // Members that the engine itself gives every object.
    private static readonly HashSet<string> Reserved = new(StringComparer.OrdinalIgnoreCase)
    {
        "psadapted", "psbase", "psextended", "psobject", "pstypenames",
    };

    /// <summary>The same value for the pipeline.</summary>
    public static object? From(object? value) => value switch
    {
        RestObject json => Custom(json),
        object?[] items => Array.ConvertAll(items, From),
        _ => value,
    };

    private static PSObject Custom(RestObject json)
    {
        var names = new List<string>();
        var values = new Dictionary<string, object?>(StringComparer.Ordinal);
        foreach (var (name, value) in json.Members)
        {
            // The same name again: the last one counts, as in every reader of JSON.
            if (!values.ContainsKey(name))
                names.Add(name);
            values[name] = value;
        }

        // Only now, because an object keeps copies of the properties it is given.
        var custom = new PSObject();
        var taken = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in names)
            custom.Properties.Add(new PSNoteProperty(FreeName(name, taken), From(values[name])), preValidated: true);
        return custom;
    }

    /// <summary>PowerShell does not tell upper from lower case, and keeps some names to itself: what would clash gets a number behind it.</summary>
    private static string FreeName(string name, HashSet<string> taken)
    {
        var free = name;
        for (var number = 2; free.Length == 0 || Reserved.Contains(free) || !taken.Add(free); number++)
            free = string.Create(CultureInfo.InvariantCulture, $"{name}_{number}");
        return free;
    }
}
