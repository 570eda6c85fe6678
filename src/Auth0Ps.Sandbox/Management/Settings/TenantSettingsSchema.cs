using Auth0Ps.Sandbox.Management.Validation;

namespace Auth0Ps.Sandbox.Management.Settings;

/// <summary>What the body of <c>PATCH /tenants/settings</c> may hold (Auth0's Management API description).</summary>
internal static class TenantSettingsSchema
{
    public static ObjectSchema Update { get; } = new ObjectSchema()
        .With(Schema.Text(), "default_audience", "default_directory", "friendly_name", "picture_url", "support_email", "support_url", "default_redirection_uri", "sandbox_version", "legacy_sandbox_version")
        .With(Schema.List(Schema.Text()), "allowed_logout_urls", "enabled_locales")
        .With(Schema.List(Schema.Text()).OrNull(), "acr_values_supported")
        .With("flags", Schema.Map(Schema.Flag))
        .With(
            Schema.Number(minimum: 1),
            "session_lifetime", "session_lifetime_in_minutes", "idle_session_lifetime", "idle_session_lifetime_in_minutes", "ephemeral_session_lifetime",
            "ephemeral_session_lifetime_in_minutes", "idle_ephemeral_session_lifetime", "idle_ephemeral_session_lifetime_in_minutes")
        .With(
            Schema.Flag.OrNull(),
            "allow_organization_name_in_authentication_api", "customize_mfa_in_postlogin_action", "pushed_authorization_requests_supported",
            "authorization_response_iss_parameter_supported", "skip_non_verifiable_callback_uri_confirmation_prompt")
        .With(Schema.Flag, "client_id_metadata_document_supported", "enable_ai_guide", "phone_consolidated_experience", "include_session_metadata_in_tenant_logs")
        .With("dynamic_client_registration_security_mode", Schema.Choice("strict", "permissive"))
        .With("default_token_quota", DefaultTokenQuota.OrNull())
        .With("resource_parameter_profile", Schema.Choice("audience", "compatibility"))
        .With(
            new ObjectSchema(open: true).OrNull(),
            "change_password", "device_flow", "guardian_mfa_page", "error_page", "universal_login", "security_headers", "session_cookie", "sessions",
            "oidc_logout", "mtls", "country_codes");

    private static ObjectSchema DefaultTokenQuota => new ObjectSchema().With(Clients.ClientSchema.Quota, "clients", "organizations");
}
