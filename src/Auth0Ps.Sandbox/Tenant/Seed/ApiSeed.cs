using System.Text.Json;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Tenant.Seed;

/// <summary>Seeds the APIs that tokens can be asked for.</summary>
internal static class ApiSeed
{
    /// <summary>The tenant's own Management API; its identifier follows the address the sandbox listens on.</summary>
    public static ResourceServer Management(string audience) => new()
    {
        Id = Identifiers.ResourceServer(),
        Identifier = audience,
        IsSystem = true,
        Settings = Settings("Auth0 Management API", 86400, ManagementScopes.All.Select(scope => (scope, ManagementScopes.Describe(scope)))),
    };

    /// <summary>The API where users look after their own account: for users only, and only through applications with a grant (Auth0's My Account API page).</summary>
    public static ResourceServer MyAccount(string audience) => new()
    {
        Id = Identifiers.ResourceServer(),
        Identifier = audience,
        IsSystem = true,
        Settings = Settings("Auth0 My Account API", 86400, MyAccountScopes.All.Select(scope => (scope, ManagementScopes.Describe(scope)))).Merge(
            JsonText.ObjectElement(writer =>
            {
                writer.WriteBoolean("allow_offline_access", true);
                WriteSubjectTypes(writer, client: "deny_all", user: "require_client_grant");
            }),
            _ => true),
    };

    /// <summary>APIs of the tenant's owner; one identifier ends with a slash and one is not a URL, as in real tenants.</summary>
    public static IReadOnlyList<ResourceServer> Customer() =>
    [
        Api("Orders API", "https://orders.example.com/", 86400, [("read:orders", "Read orders"), ("write:orders", "Place and change orders")]),
        Api("Billing API", "https://billing.example.com", 3600, [("read:invoices", "Read invoices"), ("create:invoices", "Create invoices"), ("refund:payments", "Give money back")]),
        Api("Lager (Bestände)", "urn:example:lager", 7200, [("read:stock", "Bestände lesen"), ("write:stock", "Bestände ändern")]),
        Api("Reporting API", "https://reporting.example.com/v1", 86400, [("read:reports", "Read reports")]),
        Api("Telemetry", "https://telemetry.example.com/", 86400, []),
    ];

    /// <summary>What Auth0 fills in when an API is created without saying more.</summary>
    public static JsonElement Settings(string? name, int tokenLifetime, IEnumerable<(string Value, string Description)> scopes) => JsonText.ObjectElement(writer =>
    {
        writer.WriteOptional("name", name);
        writer.WriteBoolean("allow_offline_access", false);
        writer.WriteBoolean("skip_consent_for_verifiable_first_party_clients", false);
        WriteSubjectTypes(writer, client: "require_client_grant", user: "allow_all");
        writer.WriteNumber("token_lifetime", tokenLifetime);
        writer.WriteNumber("token_lifetime_for_web", Math.Min(7200, tokenLifetime));
        writer.WriteString("signing_alg", "RS256");
        writer.WriteStartArray("scopes");
        foreach (var (value, description) in scopes)
        {
            writer.WriteStartObject();
            writer.WriteString("value", value);
            writer.WriteString("description", description);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    });

    private static void WriteSubjectTypes(Utf8JsonWriter writer, string client, string user)
    {
        writer.WriteStartObject("subject_type_authorization");
        writer.WriteStartObject("client");
        writer.WriteString("policy", client);
        writer.WriteEndObject();
        writer.WriteStartObject("user");
        writer.WriteString("policy", user);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static ResourceServer Api(string name, string identifier, int tokenLifetime, (string Value, string Description)[] scopes) => new()
    {
        Id = Identifiers.ResourceServer(),
        Identifier = identifier,
        Settings = Settings(name, tokenLifetime, scopes),
    };
}
