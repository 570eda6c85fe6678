using System.Text.Json;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Tenant;

namespace Auth0Ps.Sandbox.Management.ClientGrants;

/// <summary>Writes a client grant as the Management API shows it.</summary>
internal static class ClientGrantWriter
{
    public static void Write(Utf8JsonWriter writer, ClientGrant grant)
    {
        writer.WriteStartObject();
        writer.WriteString("id", grant.Id);
        WriteMembers(writer, grant);
        writer.WriteString("subject_type", grant.SubjectType);
        writer.WriteOptional("default_for", grant.DefaultFor);
        if (grant.AuthorizationDetailsTypes is { } types)
            writer.WriteStrings("authorization_details_types", types);
        writer.WriteOptional("allow_all_scopes", grant.AllowAllScopes);
        writer.WriteEndObject();
    }

    /// <summary>The answer to associating a grant with an organization names the grant differently.</summary>
    public static void WriteAssociation(Utf8JsonWriter writer, ClientGrant grant)
    {
        writer.WriteStartObject();
        writer.WriteString("grant_id", grant.Id);
        WriteMembers(writer, grant);
        writer.WriteEndObject();
    }

    private static void WriteMembers(Utf8JsonWriter writer, ClientGrant grant)
    {
        writer.WriteOptional("client_id", grant.ClientId);
        writer.WriteString("audience", grant.Audience);
        if (grant.AllowAllScopes != true)
            writer.WriteStrings("scope", grant.Scope);
        writer.WriteOptional("organization_usage", grant.OrganizationUsage);
        writer.WriteOptional("allow_any_organization", grant.AllowAnyOrganization);
    }
}
