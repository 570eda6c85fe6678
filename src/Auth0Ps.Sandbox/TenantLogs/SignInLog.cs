using System.Text.Json;
using Auth0Ps.Sandbox.Authentication;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.TenantLogs;

/// <summary>Events of applications that sign in as themselves: <c>seccft</c> when they get a token, <c>feccft</c> when they are refused.</summary>
internal sealed class SignInLog
{
    private readonly TenantStore _store;
    private readonly TenantLog _log;
    private readonly string _domain;

    public SignInLog(TenantStore store, TenantLog log, string domain)
    {
        _store = store;
        _log = log;
        _domain = domain;
    }

    /// <summary>The application got a token.</summary>
    public void Succeeded(HttpRequest request, TokenParameters parameters, Client client, HttpResponse response)
    {
        var organization = Organization(parameters["organization"]);
        _log.Add("seccft", "Client Credentials for Access Token", writer =>
        {
            WriteClient(writer, client.ClientId, client.Name);
            LogSource.Write(writer, request, _domain);
            writer.WriteString("audience", parameters["audience"] ?? _store.Settings.DefaultAudience);
            writer.WriteOptional("scope", JsonText.Parse(response.Body).Text("scope"));
            writer.WriteOptional("organization_id", organization?.Id);
            writer.WriteOptional("organization_name", organization?.Name);
            writer.WriteStartObject("details");
            writer.WriteStartObject("actions");
            writer.WriteStrings("executions", []);
            writer.WriteEndObject();
            writer.WriteEndObject();
        });
    }

    /// <summary>The application was refused; it may not even exist.</summary>
    public void Refused(HttpRequest request, TokenParameters parameters, OAuthException refused)
    {
        var clientId = parameters.ClientCredentials.ClientId ?? parameters.AssertedClientId;
        _log.Add("feccft", refused.Message, writer =>
        {
            WriteClient(writer, clientId, clientId is null ? null : _store.Clients.Find(clientId)?.Name ?? "");
            LogSource.Write(writer, request, _domain);
            writer.WriteString("audience", parameters["audience"]);
            writer.WriteNull("scope");
        });
    }

    private Organization? Organization(string? requested) => requested is null
        ? null
        : _store.Organizations.Find(requested) ?? _store.Organizations.FindByAlternateKey(requested.ToLowerInvariant());

    private static void WriteClient(Utf8JsonWriter writer, string? clientId, string? name)
    {
        writer.WriteString("connection_id", "");
        writer.WriteString("client_id", clientId);
        writer.WriteString("client_name", name);
    }
}
