using System.Text.Json;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Faults;

/// <summary>Reads a faults file: a JSON array of rules. Unknown members are refused, because a misspelt one would be a fault that never comes.</summary>
internal static class FaultFileParser
{
    /// <exception cref="FormatException">Not JSON, no array, or a rule is wrong; the message says which and why.</exception>
    public static IReadOnlyList<FaultRule> Parse(ReadOnlyMemory<byte> utf8)
    {
        if (utf8.Span.StartsWith("\uFEFF"u8))
            utf8 = utf8[3..];
        JsonElement root;
        try
        {
            root = JsonText.Parse(utf8);
        }
        catch (JsonException notJson)
        {
            throw new FormatException("It is not valid JSON (" + notJson.Message.TrimEnd('.') + ").", notJson);
        }

        if (root.ValueKind != JsonValueKind.Array)
            throw new FormatException("It must hold a JSON array of rules.");
        return [.. root.EnumerateArray().Select((item, index) => Rule(item, index + 1))];
    }

    private static FaultRule Rule(JsonElement item, int number)
    {
        if (item.ValueKind != JsonValueKind.Object)
            throw Wrong(number, "it must be an object.");
        string? method = null, path = null, action = null, body = null, contentType = null;
        int? skip = null, times = null, status = null;
        foreach (var member in item.EnumerateObject())
        {
            switch (member.Name)
            {
                case "method": method = Text(member, number); break;
                case "path": path = Text(member, number); break;
                case "action": action = Text(member, number); break;
                case "body": body = Text(member, number); break;
                case "contentType": contentType = Text(member, number); break;
                case "skip": skip = Number(member, number); break;
                case "times": times = Number(member, number); break;
                case "status": status = Number(member, number); break;
                default: throw Wrong(number, $"\"{member.Name}\" is not a member of a rule.");
            }
        }

        var rule = new FaultRule
        {
            Method = method,
            Path = path ?? throw Wrong(number, "\"path\" is missing."),
            Action = FaultRules.ActionNamed(action = FaultRules.Canonical(action ?? throw Wrong(number, "\"action\" is missing.")))
                ?? throw Wrong(number, $"\"action\" must be one of {string.Join(", ", FaultRules.ActionNames)}."),
            Skip = skip ?? 0,
            Times = times ?? 1,
            // A status beside another action is harmless in a file: examples list every member.
            Status = action == "status" ? status : null,
            Body = body,
            ContentType = contentType,
        };
        return FaultRules.Problem(rule) is { } problem ? throw Wrong(number, problem) : rule;
    }

    private static string? Text(JsonProperty member, int number) => member.Value.ValueKind switch
    {
        JsonValueKind.String => member.Value.GetString(),
        JsonValueKind.Null => null,
        _ => throw Wrong(number, $"\"{member.Name}\" must be text."),
    };

    private static int? Number(JsonProperty member, int number) => member.Value.ValueKind switch
    {
        JsonValueKind.Number when member.Value.TryGetInt32(out var value) => value,
        JsonValueKind.Null => null,
        _ => throw Wrong(number, $"\"{member.Name}\" must be a whole number."),
    };

    private static FormatException Wrong(int number, string problem) => new($"Rule {number}: {problem}");
}
