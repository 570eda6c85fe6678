using System.Text.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.Organizations;

/// <summary>Writes an organization as the Management API shows it.</summary>
internal static class OrganizationWriter
{
    public static void Write(Utf8JsonWriter writer, Organization organization)
    {
        writer.WriteStartObject();
        writer.WriteString("id", organization.Id);
        writer.WriteString("name", organization.Name);
        foreach (var setting in organization.Settings.EnumerateObject())
            setting.WriteTo(writer);
        writer.WriteEndObject();
    }
}
