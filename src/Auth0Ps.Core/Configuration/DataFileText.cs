using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Auth0Ps.Configuration;

/// <summary>Writes a configuration as a data file of PowerShell (<c>.psd1</c>).</summary>
internal static class DataFileText
{
    private const string Step = "    ";

    /// <summary>The text of the file.</summary>
    /// <param name="root">The same as JSON.</param>
    public static string Of(JsonObject root)
    {
        var text = new StringBuilder("# A configuration of Auth0Ps; Sync-Auth0Configuration -Path reads it.\n");
        Write(text, root, "");
        return text.Append('\n').ToString();
    }

    private static void Write(StringBuilder text, JsonNode? node, string indent)
    {
        switch (node)
        {
            case null:
                text.Append("$null");
                break;
            case JsonObject members:
                text.Append("@{\n");

                // A schema is for editors of JSON.
                foreach (var (name, value) in members.Where(static member => member.Key != "$schema"))
                {
                    text.Append(indent).Append(Step).Append(ConfigurationDifference.NameOf(name)).Append(" = ");
                    Write(text, value, indent + Step);
                    text.Append('\n');
                }

                text.Append(indent).Append('}');
                break;
            case JsonArray { Count: 0 }:
                text.Append("@()");
                break;
            case JsonArray items:
                text.Append("@(\n");
                foreach (var item in items)
                {
                    text.Append(indent).Append(Step);
                    Write(text, item, indent + Step);
                    text.Append('\n');
                }

                text.Append(indent).Append(')');
                break;
            default:
                text.Append(node.GetValueKind() switch
                {
                    JsonValueKind.True => "$true",
                    JsonValueKind.False => "$false",
                    JsonValueKind.String => Quoted(node.GetValue<string>()),
                    _ => node.ToJsonString(),
                });
                break;
        }
    }

    /// <summary>In single quotes, of which PowerShell knows five kinds and takes two in a row for one in the text.</summary>
    private static string Quoted(string text)
    {
        var quoted = new StringBuilder("'");
        foreach (var letter in text)
        {
            if (letter is '\'' or '\u2018' or '\u2019' or '\u201A' or '\u201B')
                quoted.Append(letter);
            quoted.Append(letter);
        }

        return quoted.Append('\'').ToString();
    }
}
