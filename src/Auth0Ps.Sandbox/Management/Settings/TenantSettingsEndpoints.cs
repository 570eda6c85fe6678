using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.Settings;

/// <summary>The tenant's settings.</summary>
internal sealed class TenantSettingsEndpoints
{
    // Sent in minutes, shown in hours: lifetimes can therefore be fractional in answers.
    private const string MinutesSuffix = "_in_minutes";
    private readonly TenantStore _store;

    public TenantSettingsEndpoints(TenantStore store) => _store = store;

    public IEnumerable<ManagementRoute> Routes =>
    [
        new("GET", "tenants/settings", ["read:tenant_settings"], Get) { Query = QueryNames.Fields },
        new("PATCH", "tenants/settings", ["update:tenant_settings"], Update),
    ];

    private HttpResponse Get(ManagementRequest request)
    {
        var fields = FieldSelection.From(request.Query);
        var settings = _store.Settings.Values;
        return ManagementResponses.Json(200, writer =>
        {
            writer.WriteStartObject();
            foreach (var member in settings.EnumerateObject().Where(member => fields.Shows(member.Name)))
                member.WriteTo(writer);
            // Shown but not stored: the answer to a change leaves it out.
            if (fields.Shows("sandbox_versions_available"))
                writer.WriteStrings("sandbox_versions_available", ["22", "18", "12"]);
            writer.WriteEndObject();
        });
    }

    private HttpResponse Update(ManagementRequest request)
    {
        var body = request.ReadObject(TenantSettingsSchema.Update);
        var values = _store.Change(changes =>
        {
            var settings = _store.Settings;
            var merged = settings.Values.Merge(Prepared(settings.Values, body), _ => true);
            changes.Put(settings with { Values = merged });
            return merged;
        });
        return ManagementResponses.Json(200, values.WriteTo);
    }

    // Flags are merged one by one, everything else is replaced as a whole.
    private static JsonElement Prepared(JsonElement stored, JsonElement body) => JsonText.ObjectElement(writer =>
    {
        foreach (var member in body.EnumerateObject())
        {
            if (member.Name.EndsWith(MinutesSuffix, StringComparison.Ordinal))
            {
                writer.WriteNumber(member.Name[..^MinutesSuffix.Length], member.Value.GetDouble() / 60);
            }
            else if (member.Name == "flags" && stored.Member("flags") is { } flags)
            {
                writer.WritePropertyName(member.Name);
                flags.Merge(member.Value, _ => true).WriteTo(writer);
            }
            else
            {
                member.WriteTo(writer);
            }
        }
    });
}
