using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Auth0Ps.Errors;

namespace Auth0Ps.Hooks;

/// <summary>What is sent: the event as JSON (the body of Standard Webhooks), or one line for people in Slack or Teams.</summary>
internal static class HookPayload
{
    private static readonly JsonSerializerOptions Json = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.Default,
        Converters = { new JsonStringEnumConverter() },
    };

    /// <summary>The body for a hook.</summary>
    public static byte[] Of(HookDelivery delivery, RotationHookFormat format) => format switch
    {
        RotationHookFormat.Slack => JsonSerializer.SerializeToUtf8Bytes(new { text = EscapeSlack(Line(delivery)) }, Json),
        RotationHookFormat.Teams => JsonSerializer.SerializeToUtf8Bytes(Card(EscapeMarkdown(Line(delivery))), Json),
        _ => JsonSerializer.SerializeToUtf8Bytes(new Document(delivery.Id, $"rotation.{TypeOf(delivery.Event)}", delivery.At, delivery.Event, delivery.Data), Json),
    };

    /// <summary>The event in one line.</summary>
    public static string Line(HookDelivery delivery)
    {
        var data = delivery.Data;
        var what = delivery.Event switch
        {
            RotationEvent.Announced => "is announced",
            RotationEvent.Succeeded => "succeeded",
            RotationEvent.Failed => "failed",
            RotationEvent.Interrupted => "is interrupted",
            RotationEvent.KeyRetired => "ended a previous key",
            RotationEvent.Drifted => "has drifted: the vault's secret is not the live one",
            _ => "left consumers that are refused",
        };
        var application = data.ApplicationName is { Length: > 0 } name ? $"{name}, {data.ClientId}" : data.ClientId;
        return DisplayText.Of($"Rotation {data.Rotation} ({application}, tenant {data.Tenant}) {what}. {data.Message}".TrimEnd());
    }

    private static string TypeOf(RotationEvent what) => what switch
    {
        RotationEvent.KeyRetired => "key_retired",
        RotationEvent.ConsumersRefused => "consumers_refused",
        _ => what.ToString().ToLowerInvariant(),
    };

    /// <summary>An application's name must not become a link, or call a whole channel (Slack, "Escaping text").</summary>
    private static string EscapeSlack(string text) =>
        text.Replace("&", "&amp;", StringComparison.Ordinal).Replace("<", "&lt;", StringComparison.Ordinal).Replace(">", "&gt;", StringComparison.Ordinal);

    private static string EscapeMarkdown(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var letter in text)
        {
            if (letter is '\\' or '`' or '*' or '_' or '[' or ']' or '(' or ')' or '<' or '>' or '#' or '!' or '|')
                escaped.Append('\\');
            escaped.Append(letter);
        }

        return escaped.ToString();
    }

    private static Dictionary<string, object> Card(string text) => new(StringComparer.Ordinal)
    {
        ["type"] = "message",
        ["attachments"] = new object[]
        {
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["contentType"] = "application/vnd.microsoft.card.adaptive",
                ["content"] = new Dictionary<string, object>(StringComparer.Ordinal)
                {
                    ["type"] = "AdaptiveCard",
                    ["version"] = "1.4",
                    ["body"] = new object[] { new { type = "TextBlock", text, wrap = true } },
                },
            },
        },
    };

    private sealed record Document(string Id, string Type, DateTimeOffset Timestamp, RotationEvent Event, HookEventData Data);
}
