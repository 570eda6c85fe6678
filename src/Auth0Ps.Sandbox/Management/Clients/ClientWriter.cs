using System.Text.Json;
using Auth0Ps.Sandbox.Tenant;
using Auth0Ps.Sandbox.Tenant.Seed;

namespace Auth0Ps.Sandbox.Management.Clients;

/// <summary>Writes an application as the Management API shows it.</summary>
internal sealed class ClientWriter
{
    private readonly TenantCertificate _certificate;

    public ClientWriter(TenantCertificate certificate) => _certificate = certificate;

    /// <param name="writer">Where to.</param>
    /// <param name="client">The application.</param>
    /// <param name="shows">Which members may be shown, and are asked for.</param>
    /// <param name="created">Only the answer to a creation carries the private signing key.</param>
    public void Write(Utf8JsonWriter writer, Client client, Func<string, bool> shows, bool created = false)
    {
        writer.WriteStartObject();
        if (shows("tenant"))
            writer.WriteString("tenant", TenantSeed.TenantName);
        if (shows("global"))
            writer.WriteBoolean("global", client.Global);
        if (shows("name"))
            writer.WriteString("name", client.Name);
        if (shows("is_first_party"))
            writer.WriteBoolean("is_first_party", client.IsFirstParty);
        foreach (var setting in client.Settings.EnumerateObject().Where(setting => shows(setting.Name)))
            setting.WriteTo(writer);
        if (created)
            writer.WriteBoolean("encrypted", true);
        if (shows("signing_keys"))
            _certificate.WriteSigningKeys(writer, withPrivateKey: created);
        if (shows("client_id"))
            writer.WriteString("client_id", client.ClientId);
        if (shows("callback_url_template"))
            writer.WriteBoolean("callback_url_template", false);
        if (shows("client_secret") && !client.UsesCredentials)
            writer.WriteString("client_secret", client.Secret);
        writer.WriteEndObject();
    }
}
