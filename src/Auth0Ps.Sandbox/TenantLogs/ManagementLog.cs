using System.Text.Json;
using Auth0Ps.Sandbox.Authentication.Tokens;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Management;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.TenantLogs;

/// <summary>Events of the Management API: <c>sapi</c> for each change, <c>mgmt_api_read</c> for each answer with a secret in it.</summary>
internal sealed class ManagementLog
{
    private static readonly HashSet<string> Secrets = new(StringComparer.Ordinal) { "client_secret", "signing_secret", "signing_key", "encryption_key", "key" };
    private readonly TenantStore _store;
    private readonly TenantLog _log;
    private readonly string _domain;

    public ManagementLog(TenantStore store, TenantLog log, string domain)
    {
        _store = store;
        _log = log;
        _domain = domain;
    }

    /// <summary>Writes the event of a call that was answered well, if it is one that Auth0 logs.</summary>
    public void Write(HttpRequest request, ManagementRoute route, BearerToken token, HttpResponse response)
    {
        var isChange = request.Method is not ("GET" or "HEAD");
        // The log itself holds no secret, only the word for one.
        if (route.Template.StartsWith("logs", StringComparison.Ordinal) || (!isChange && response.Body.Span.IndexOf("\"client_secret\""u8) < 0))
            return;
        var clientId = token.Subject?.Split('@')[0];
        var accessed = new SortedSet<string>(StringComparer.Ordinal);
        var body = Redacted(response.Body, accessed);
        if (!isChange && accessed.Count == 0)
            return;
        _log.Add(isChange ? "sapi" : "mgmt_api_read", Description(request.Method, route.Template), writer =>
        {
            writer.WriteString("client_id", clientId);
            writer.WriteString("client_name", clientId is null ? "" : _store.Clients.Find(clientId)?.Name ?? "");
            LogSource.Write(writer, request, _domain);
            writer.WriteString("user_id", "");
            writer.WriteStartObject("details");
            if (accessed.Count > 0)
                writer.WriteStrings("accessedSecrets", accessed);
            WriteRequest(writer, request, token);
            writer.WriteStartObject("response");
            writer.WriteNumber("statusCode", response.StatusCode);
            // What was read may be a hundred applications.
            if (isChange && body is { } shown)
            {
                writer.WritePropertyName("body");
                shown.WriteTo(writer);
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    private static void WriteRequest(Utf8JsonWriter writer, HttpRequest request, BearerToken token)
    {
        writer.WriteStartObject("request");
        writer.WriteString("method", request.Method.ToLowerInvariant());
        writer.WriteString("path", request.Path);
        writer.WriteStartObject("query");
        foreach (var pair in FormEncoding.Parse(request.Query).DistinctBy(pair => pair.Key, StringComparer.Ordinal))
            writer.WriteString(pair.Key, pair.Value);
        writer.WriteEndObject();
        writer.WriteOptional("userAgent", request.Headers["User-Agent"]);
        // Whether Auth0 redacts a secret that was sent is unconfirmed; here none is ever kept.
        if (RequestBody(request) is { } body)
        {
            writer.WritePropertyName("body");
            body.WriteTo(writer);
        }

        writer.WriteString("channel", "api");
        writer.WriteString("ip", LogSource.Address(request));
        writer.WriteStartObject("auth");
        writer.WriteString("strategy", "jwt");
        writer.WriteStartObject("credentials");
        writer.WriteStrings("scopes", token.Scopes);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static JsonElement? RequestBody(HttpRequest request)
    {
        if (request.MediaType != "application/x-www-form-urlencoded")
            return Redacted(request.Body, new HashSet<string>(StringComparer.Ordinal));
        return JsonText.ObjectElement(writer =>
        {
            foreach (var pair in FormEncoding.Parse(System.Text.Encoding.UTF8.GetString(request.Body.Span)).DistinctBy(pair => pair.Key, StringComparer.Ordinal))
                writer.WriteString(pair.Key, Secrets.Contains(pair.Key) ? "REDACTED" : pair.Value);
        });
    }

    private static JsonElement? Redacted(ReadOnlyMemory<byte> json, ISet<string> accessed)
    {
        if (json.IsEmpty)
            return null;
        try
        {
            var element = JsonText.Parse(HalfLetters.Replace(json));
            return JsonText.Parse(JsonText.Write(writer => WriteRedacted(writer, element, accessed)));
        }
        catch (JsonException)
        {
            // Nothing that can be shown.
            return null;
        }
    }

    private static void WriteRedacted(Utf8JsonWriter writer, JsonElement element, ISet<string> accessed)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject())
                {
                    writer.WritePropertyName(member.Name);
                    if (!Secrets.Contains(member.Name) || member.Value.ValueKind == JsonValueKind.Null)
                    {
                        WriteRedacted(writer, member.Value, accessed);
                        continue;
                    }

                    accessed.Add(member.Name);
                    writer.WriteStringValue("REDACTED");
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                    WriteRedacted(writer, item, accessed);
                writer.WriteEndArray();
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    // After Auth0's reference: "Update a client", "Rotate a client secret".
    private static string Description(string method, string template) => (method, template) switch
    {
        ("POST", "clients/*/rotate-secret") => "Rotate a client secret",
        ("GET", "clients") => "Get clients",
        (_, "clients/*/credentials" or "clients/*/credentials/*") => Verb(method) + " a client credential",
        ("PATCH", "tenants/settings") => "Update tenant settings",
        ("POST", "keys/signing/rotate") => "Rotate the application signing key",
        ("PUT", "keys/signing/*/revoke") => "Revoke an application signing key by its key id",
        _ => Verb(method) + Thing(template.Split('/').Last(segment => segment is not ("*" or "name"))),
    };

    private static string Verb(string method) => method switch
    {
        "POST" => "Create",
        "PATCH" or "PUT" => "Update",
        "DELETE" => "Delete",
        _ => "Get",
    };

    private static string Thing(string plural)
    {
        var words = plural.Replace('-', ' ').TrimEnd('s');
        return (words[0] is 'a' or 'e' or 'i' or 'o' ? " an " : " a ") + words;
    }
}
