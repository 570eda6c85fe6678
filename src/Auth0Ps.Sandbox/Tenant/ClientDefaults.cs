using System.Text.Json;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Tenant;

/// <summary>What Auth0 fills in when an application is created without saying more; observed in recorded answers of real tenants.</summary>
internal static class ClientDefaults
{
    private static readonly string[] ConfidentialGrantTypes = ["authorization_code", "implicit", "refresh_token", "client_credentials"];
    private static readonly string[] PublicGrantTypes = ["authorization_code", "implicit", "refresh_token"];

    /// <summary>The given settings, completed.</summary>
    public static JsonElement Complete(JsonElement given, bool isFirstParty) => JsonText.ObjectElement(writer =>
    {
        var method = given.Text("token_endpoint_auth_method");
        var isResourceServer = given.Text("app_type") == "resource_server";
        foreach (var member in given.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null && member.Name != "jwt_configuration"))
            member.WriteTo(writer);
        WriteJwtConfiguration(writer, given);
        Default(writer, given, "is_token_endpoint_ip_header_trusted", false);
        Default(writer, given, "oidc_conformant", !isFirstParty || isResourceServer);
        Default(writer, given, "sso_disabled", false);
        Default(writer, given, "cross_origin_auth", given.Flag("cross_origin_authentication") ?? false);
        Default(writer, given, "cross_origin_authentication", false);
        Default(writer, given, "custom_login_page_on", true);
        if (given.Member("grant_types") is null)
            writer.WriteStrings("grant_types", isResourceServer ? [] : method == "none" ? PublicGrantTypes : ConfidentialGrantTypes);
        if (given.Member("refresh_token") is null)
            WriteRefreshToken(writer, isFirstParty, usesSecret: method is "client_secret_post" or "client_secret_basic");
        if (!isFirstParty && given.Member("third_party_security_mode") is null)
            writer.WriteString("third_party_security_mode", "permissive");
    });

    private static void Default(Utf8JsonWriter writer, JsonElement given, string name, bool value)
    {
        if (given.Member(name) is null or { ValueKind: JsonValueKind.Null })
            writer.WriteBoolean(name, value);
    }

    private static void WriteJwtConfiguration(Utf8JsonWriter writer, JsonElement given)
    {
        writer.WriteStartObject("jwt_configuration");
        if (given.Member("jwt_configuration") is not { ValueKind: JsonValueKind.Object } configuration)
        {
            writer.WriteNumber("lifetime_in_seconds", 36000);
            writer.WriteBoolean("secret_encoded", false);
        }
        else
        {
            foreach (var member in configuration.EnumerateObject().Where(member => member.Value.ValueKind != JsonValueKind.Null))
                member.WriteTo(writer);
            if (configuration.Member("secret_encoded") is null)
                writer.WriteBoolean("secret_encoded", false);
        }

        writer.WriteEndObject();
    }

    private static void WriteRefreshToken(Utf8JsonWriter writer, bool isFirstParty, bool usesSecret)
    {
        writer.WriteStartObject("refresh_token");
        writer.WriteString("expiration_type", isFirstParty ? "non-expiring" : "expiring");
        writer.WriteNumber("leeway", 0);
        writer.WriteBoolean("infinite_token_lifetime", isFirstParty);
        writer.WriteBoolean("infinite_idle_token_lifetime", isFirstParty);
        writer.WriteNumber("token_lifetime", usesSecret ? 31557600 : 2592000);
        writer.WriteNumber("idle_token_lifetime", usesSecret ? 2592000 : 1296000);
        writer.WriteString("rotation_type", isFirstParty ? "non-rotating" : "rotating");
        writer.WriteEndObject();
    }
}
