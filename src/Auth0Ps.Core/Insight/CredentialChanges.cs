using System.Globalization;
using System.Text.Json;

namespace Auth0Ps.Insight;

/// <summary>Takes from a tenant's log when secrets and keys were changed, by whomever: each change at the Management API is an event (<c>sapi</c>).</summary>
internal sealed class CredentialChanges
{
    private const string Clients = "/api/v2/clients";

    private readonly Dictionary<string, DateTimeOffset> _secrets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _keys = new(StringComparer.Ordinal);

    /// <summary>When an application's client secret last changed, as far as the log shows; null when it shows no change.</summary>
    public DateTimeOffset? OfSecret(string clientId) => _secrets.TryGetValue(clientId, out var at) ? at : null;

    /// <summary>When a credential was registered, as far as the log shows.</summary>
    public DateTimeOffset? OfKey(string credentialId) => _keys.TryGetValue(credentialId, out var at) ? at : null;

    public void Add(JsonElement entry)
    {
        if (LogEvent.Text(entry, "type") != "sapi" || LogEvent.TimeOf(entry) is not { } at)
            return;
        var request = LogEvent.Member(entry, "details", "request");
        var response = LogEvent.Member(entry, "details", "response");
        if (LogEvent.Text(request, "path") is not { } path || !path.StartsWith(Clients, StringComparison.Ordinal) || !IsSuccess(response))
            return;

        var parts = path[Clients.Length..].Split('?')[0].Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString).ToArray();
        var method = LogEvent.Text(request, "method")?.ToUpperInvariant();
        switch (method, parts)
        {
            case ("POST", []) when LogEvent.Text(LogEvent.Member(response, "body"), "client_id") is { } created:
                Note(_secrets, created, at);
                break;
            case ("POST", [var clientId, "rotate-secret"]):
                Note(_secrets, clientId, at);
                break;
            case ("PATCH", [var clientId]) when LogEvent.Member(request, "body", "client_secret").ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null):
                Note(_secrets, clientId, at);
                break;
            case ("POST", [_, "credentials"]) when LogEvent.Text(LogEvent.Member(response, "body"), "id") is { } key:
                Note(_keys, key, CreatedAt(LogEvent.Member(response, "body")) ?? at);
                break;
        }
    }

    private static void Note(Dictionary<string, DateTimeOffset> changes, string id, DateTimeOffset at) =>
        changes[id] = changes.TryGetValue(id, out var known) && known > at ? known : at;

    private static DateTimeOffset? CreatedAt(JsonElement body) =>
        DateTimeOffset.TryParse(LogEvent.Text(body, "created_at"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null;

    /// <summary>Successes only are of this type; a status that says otherwise is believed.</summary>
    private static bool IsSuccess(JsonElement response) =>
        LogEvent.Member(response, "statusCode") is not { ValueKind: JsonValueKind.Number } status || !status.TryGetInt32(out var code) || code is >= 200 and < 300;
}
