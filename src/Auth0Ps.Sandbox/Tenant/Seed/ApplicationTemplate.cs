using System.Text.Json;

namespace Auth0Ps.Sandbox.Tenant.Seed;

/// <summary>Settings that many seeded applications share, parsed once.</summary>
internal static class ApplicationTemplate
{
    public static JsonElement Machine { get; } = Template("""
        {"app_type":"non_interactive","grant_types":["client_credentials"],"token_endpoint_auth_method":"client_secret_post","oidc_conformant":true,"jwt_configuration":{"alg":"RS256","lifetime_in_seconds":36000}}
        """);

    public static JsonElement MachineWithBasic { get; } = Template("""
        {"app_type":"non_interactive","grant_types":["client_credentials"],"token_endpoint_auth_method":"client_secret_basic","oidc_conformant":true,"jwt_configuration":{"alg":"RS256","lifetime_in_seconds":36000},
         "description":"Signs in with HTTP Basic","client_metadata":{"team":"platform","cost_center":"4711"}}
        """);

    public static JsonElement Web { get; } = Template("""
        {"app_type":"regular_web","grant_types":["authorization_code","refresh_token","client_credentials"],"token_endpoint_auth_method":"client_secret_post",
         "oidc_conformant":true,"jwt_configuration":{"alg":"RS256","lifetime_in_seconds":36000},"callbacks":["https://app.example.com/callback","http://localhost:3000/callback"],
         "allowed_logout_urls":["https://app.example.com/"],"initiate_login_uri":"https://app.example.com/login"}
        """);

    public static JsonElement SinglePage { get; } = Template("""
        {"app_type":"spa","grant_types":["authorization_code","refresh_token"],"token_endpoint_auth_method":"none","oidc_conformant":true,"jwt_configuration":{"alg":"RS256","lifetime_in_seconds":36000},
         "callbacks":["https://shop.example.com"],"web_origins":["https://shop.example.com"],"allowed_origins":["https://shop.example.com"],
         "refresh_token":{"rotation_type":"rotating","expiration_type":"expiring","leeway":3,"token_lifetime":2592000,"infinite_token_lifetime":false,
         "infinite_idle_token_lifetime":false,"idle_token_lifetime":1296000}}
        """);

    public static JsonElement Native { get; } = Template("""
        {"app_type":"native","grant_types":["authorization_code","refresh_token","urn:ietf:params:oauth:grant-type:device_code"],
         "token_endpoint_auth_method":"none","oidc_conformant":true,"jwt_configuration":{"alg":"RS256","lifetime_in_seconds":36000},"callbacks":["com.example.app://callback"],
         "native_social_login":{"apple":{"enabled":false},"facebook":{"enabled":false}}}
        """);

    public static JsonElement BrowserNative { get; } = Template("""
        {"app_type":"native","grant_types":["authorization_code","refresh_token"],"token_endpoint_auth_method":"none","oidc_conformant":true,
         "jwt_configuration":{"alg":"RS256","lifetime_in_seconds":36000},"organization_usage":"allow",
         "refresh_token":{"rotation_type":"rotating","expiration_type":"expiring","leeway":0,"token_lifetime":2592000,"infinite_token_lifetime":false,
         "infinite_idle_token_lifetime":false,"idle_token_lifetime":1296000}}
        """);

    public static JsonElement BrowserWeb { get; } = Template("""
        {"app_type":"regular_web","grant_types":["authorization_code","refresh_token"],"token_endpoint_auth_method":"client_secret_post","oidc_conformant":true,
         "jwt_configuration":{"alg":"RS256","lifetime_in_seconds":36000},"organization_usage":"allow"}
        """);

    // Made before application types existed: no app_type, no token_endpoint_auth_method, every grant type.
    public static JsonElement Legacy { get; } = Template("""
        {"callbacks":[],"allowed_clients":[],"description":"Made before application types existed"}
        """);

    public static JsonElement Sso { get; } = Template("""
        {"app_type":"sso_integration","grant_types":["implicit"],"token_endpoint_auth_method":"client_secret_post",
         "callbacks":["https://sso.example.com/acs"],"client_metadata":{"vendor":"example"}}
        """);

    public static JsonElement ThirdParty { get; } = Complete("""
        {"app_type":"regular_web","grant_types":["authorization_code","refresh_token","client_credentials"],"token_endpoint_auth_method":"client_secret_post",
         "callbacks":["https://partner.example.net/cb"],"description":"Belongs to a partner"}
        """, isFirstParty: false);

    public static JsonElement Global { get; } = Template("""
        {"oidc_conformant":true,"jwt_configuration":{"alg":"RS256","lifetime_in_seconds":36000},"sso":false,"callbacks":[],"grant_types":[],"owners":[]}
        """);

    /// <summary>A machine application that signs in with that credential.</summary>
    public static JsonElement WithCredential(string credentialId) => Template(
        "{\"app_type\":\"non_interactive\",\"grant_types\":[\"client_credentials\"],\"oidc_conformant\":true,\"jwt_configuration\":{\"alg\":\"RS256\",\"lifetime_in_seconds\":36000},"
        + "\"client_authentication_methods\":{\"private_key_jwt\":{\"credentials\":[{\"id\":\"" + credentialId + "\"}]}}}");

    private static JsonElement Template(string json) => Complete(json, isFirstParty: true);

    private static JsonElement Complete(string json, bool isFirstParty)
    {
        using var document = JsonDocument.Parse(json);
        return ClientDefaults.Complete(document.RootElement, isFirstParty);
    }
}
