using System.Collections;
using System.Management.Automation;
using System.Text;
using System.Text.Json;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Pipeline;

/// <summary>The scripted faults as a user gives them: tables, objects, JSON, or the path of a file.</summary>
internal sealed class SandboxFaults
{
    // As a rule in a file spells them.
    private static readonly string[] Members = ["method", "path", "skip", "times", "action", "status", "body", "contentType"];

    private SandboxFaults()
    {
    }

    public static SandboxFaults None { get; } = new();

    public IReadOnlyList<FaultRule> Rules { get; private init; } = [];

    /// <summary>A file that is read again when it changes; null for none.</summary>
    public string? File { get; private init; }

    /// <summary>What is wrong with them; null when nothing is.</summary>
    public string? Problem { get; private init; }

    /// <summary>Reads what was given.</summary>
    /// <param name="given">Tables, objects, texts.</param>
    /// <param name="fullPath">Where a path leads to.</param>
    public static SandboxFaults Read(IEnumerable<object?> given, Func<string, string> fullPath)
    {
        var rules = new List<FaultRule>();
        string? file = null;
        try
        {
            foreach (var item in given)
            {
                switch (item is PSObject wrapped && wrapped.BaseObject is not PSCustomObject ? wrapped.BaseObject : item)
                {
                    case FaultRule rule:
                        rules.Add(rule);
                        break;
                    case string text when text.TrimStart().StartsWith('[') || text.TrimStart().StartsWith('{'):
                        rules.AddRange(FaultRule.Parse(text));
                        break;
                    case string path when file is null:
                        file = fullPath(path);
                        break;
                    case string path:
                        throw new FormatException($"Only one file can be given, and '{path}' is a second one.");
                    case IDictionary table:
                        rules.AddRange(FaultRule.Parse(Json(table.Keys.Cast<object>().Select(key => (key.ToString() ?? "", table[key])))));
                        break;
                    case PSObject custom:
                        rules.AddRange(FaultRule.Parse(Json(custom.Properties.Select(property => (property.Name, (object?)property.Value)))));
                        break;
                    default:
                        throw new FormatException($"'{item}' is neither a rule nor the path of a file with rules.");
                }
            }
        }
        catch (FormatException problem)
        {
            return new() { Problem = problem.Message };
        }

        return new() { Rules = rules, File = file };
    }

    private static string Json(IEnumerable<(string Name, object? Value)> members)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            foreach (var (name, given) in members)
            {
                var member = Array.Find(Members, known => known.Equals(name, StringComparison.OrdinalIgnoreCase)) ?? name;
                switch (given is PSObject wrapped ? wrapped.BaseObject : given)
                {
                    case null:
                        writer.WriteNull(member);
                        break;
                    case int or long or short or byte:
                        writer.WriteNumber(member, Convert.ToInt64(given is PSObject number ? number.BaseObject : given, System.Globalization.CultureInfo.InvariantCulture));
                        break;
                    case var value:
                        writer.WriteString(member, value.ToString());
                        break;
                }
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.ToArray());
    }
}
