using System.Text.Json;

namespace Auth0Ps.Sandbox.Tenant.Seed;

/// <summary>The tenant's settings at the start; members and shape as recorded from real tenants.</summary>
internal static class SettingsSeed
{
    public static JsonElement Values()
    {
        using var document = JsonDocument.Parse("""
            {
              "allowed_logout_urls": [], "default_audience": "", "default_directory": "", "enabled_locales": ["en"],
              "change_password": {"enabled": false, "html": ""}, "guardian_mfa_page": {"enabled": false, "html": ""},
              "error_page": {"html": "", "show_log_link": false, "url": ""},
              "flags": {
                "allow_changing_enable_sso": false, "cannot_change_enforce_client_authentication_on_passwordless_start": true,
                "disable_impersonation": true, "enable_dynamic_client_registration": false, "enable_sso": true, "universal_login": true,
                "enforce_client_authentication_on_passwordless_start": true, "new_universal_login_experience_enabled": true,
                "change_pwd_flow_v1": false, "enable_apis_section": false, "enable_client_connections": false, "enable_custom_domain_in_emails": false,
                "enable_legacy_logs_search_v2": false, "enable_public_signup_user_exists_error": true, "use_scope_descriptions_for_consent": false,
                "enable_pipeline2": false, "revoke_refresh_token_grant": false, "disable_clickjack_protection_headers": false
              },
              "friendly_name": "Auth0Ps Sandbox", "picture_url": "", "support_email": "support@sandbox.example", "support_url": "https://sandbox.example/support",
              "sandbox_version": "22", "session_lifetime": 168, "idle_session_lifetime": 72, "ephemeral_session_lifetime": 72,
              "idle_ephemeral_session_lifetime": 24, "session_cookie": {"mode": "non-persistent"},
              "oidc_logout": {"rp_logout_end_session_endpoint_discovery": true}, "mtls": {"enable_endpoint_aliases": false},
              "allow_organization_name_in_authentication_api": false, "pushed_authorization_requests_supported": false,
              "resource_parameter_profile": "audience", "client_id_metadata_document_supported": false,
              "universal_login": {"colors": {"primary": "#635DFF", "page_background": "#000000"}}
            }
            """);
        return document.RootElement.Clone();
    }
}
