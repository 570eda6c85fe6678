using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;

namespace Auth0Ps.Sandbox.Authentication;

/// <summary><c>/.well-known/openid-configuration</c>, and as <c>/.well-known/oauth-authorization-server</c> (RFC 8414) the same, with the members that Auth0 publishes, but of what it supports only what works here.</summary>
internal static class DiscoveryDocument
{
    public static HttpResponse Create(string domain) =>
        new HttpResponse(200, Body(domain), "application/json; charset=utf-8")
            .With("Cache-Control", "public, max-age=15, stale-while-revalidate=15, stale-if-error=86400")
            .With("Access-Control-Allow-Origin", "*");

    private static ReadOnlyMemory<byte> Body(string domain) => JsonText.WriteObject(writer =>
    {
        writer.WriteString("issuer", domain + "/");
        writer.WriteString("authorization_endpoint", domain + "/authorize");
        writer.WriteString("token_endpoint", domain + "/oauth/token");
        writer.WriteString("userinfo_endpoint", domain + "/userinfo");
        writer.WriteString("jwks_uri", domain + "/.well-known/jwks.json");
        writer.WriteString("revocation_endpoint", domain + "/oauth/revoke");
        writer.WriteStrings("scopes_supported", ["openid", "profile", "email", "address", "phone", "offline_access"]);
        writer.WriteStrings("response_types_supported", ["code"]);
        writer.WriteStrings("code_challenge_methods_supported", ["S256"]);
        writer.WriteStrings("response_modes_supported", ["query", "form_post"]);
        writer.WriteStrings("subject_types_supported", ["public"]);
        writer.WriteStrings("token_endpoint_auth_methods_supported", ["client_secret_basic", "client_secret_post", "private_key_jwt", "none"]);
        writer.WriteStrings("token_endpoint_auth_signing_alg_values_supported", ["RS256", "RS384", "PS256"]);
        writer.WriteStrings("claims_supported", ["aud", "auth_time", "email", "email_verified", "exp", "iat", "iss", "name", "nickname", "sub", "updated_at"]);
        writer.WriteBoolean("request_uri_parameter_supported", false);
        writer.WriteBoolean("request_parameter_supported", false);
        writer.WriteStrings("id_token_signing_alg_values_supported", ["HS256", "RS256", "PS256"]);
        writer.WriteStrings("grant_types_supported", ["client_credentials", "authorization_code", "refresh_token"]);
    });
}
