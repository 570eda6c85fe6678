using Auth0Ps.Sandbox.Management.Validation;

namespace Auth0Ps.Sandbox.Management.Clients;

/// <summary>What the bodies of POST and PATCH may hold (Auth0's Management API description).</summary>
internal static class ClientSchema
{
    /// <summary>More keys than that an application's metadata cannot have.</summary>
    public const int MaximumMetadataKeys = 10;

    private const int MetadataLength = 255;

    private static readonly string[] AppTypes =
    [
        "native", "spa", "regular_web", "non_interactive", "resource_server", "express_configuration", "b2b_integration", "rms", "box",
        "cloudbees", "concur", "dropbox", "mscrm", "echosign", "egnyte", "newrelic", "office365", "salesforce", "sentry", "sharepoint", "slack",
        "springcm", "zendesk", "zoom", "sso_integration", "oag",
    ];

    private static readonly ObjectSchema CredentialReference = new ObjectSchema().Requires("id", Schema.Text(1));

    /// <summary>The body of PATCH: every member optional, credentials by id only.</summary>
    public static ObjectSchema Update { get; } = Common(new ObjectSchema())
        .With("name", Name)
        .With("client_secret", Schema.Text(1))
        .With("jwt_configuration", JwtConfiguration)
        .With("client_authentication_methods", AuthenticationMethods(CredentialReference).OrNull())
        .With("signed_request_object", SignedRequestObject(CredentialReference))
        .With("token_vault_privileged_access", PrivilegedAccess(CredentialReference).OrNull())
        .With("organization_usage", Schema.Choice("deny", "allow", "require").OrNull())
        .With("organization_require_behavior", Schema.Choice("no_prompt", "pre_login_prompt", "post_login_prompt").OrNull());

    /// <summary>The body of POST: a name is required, credentials come whole.</summary>
    public static ObjectSchema Create { get; } = Common(new ObjectSchema())
        .Requires("name", Name)
        .With("client_secret", Schema.Text(1))
        .With("jwt_configuration", JwtConfiguration.With("secret_encoded", Schema.Flag))
        .With("client_authentication_methods", AuthenticationMethods(Credentials.CredentialSchema.Create))
        .With("signed_request_object", SignedRequestObject(Credentials.CredentialSchema.Create))
        .With("token_vault_privileged_access", PrivilegedAccess(Credentials.CredentialSchema.Create))
        .With("organization_usage", Schema.Choice("deny", "allow", "require"))
        .With("organization_require_behavior", Schema.Choice("no_prompt", "pre_login_prompt", "post_login_prompt"))
        .With(Schema.Text(1), "resource_server_identifier", "third_party_security_mode");

    private static Schema Name => Schema.Text(1, pattern: "^[^<>]+$");

    private static Schema Uris => Schema.List(Schema.Text());

    private static ObjectSchema Common(ObjectSchema schema) => schema
        .With("description", Schema.Text(maximum: 140))
        .With("app_type", Schema.Choice(AppTypes).OrNull())
        .With("token_endpoint_auth_method", Schema.Choice("none", "client_secret_post", "client_secret_basic").OrNull())
        .With("grant_types", Schema.List(Schema.Text(1)))
        .With("client_metadata", Schema.Map(Schema.AnythingBrief(MetadataLength), MaximumMetadataKeys, MetadataLength))
        .With("refresh_token", RefreshToken.OrNull())
        .With("default_organization", DefaultOrganization.OrNull())
        .With("organization_discovery_methods", Schema.List(Schema.Choice("email", "organization_name"), minimum: 1).OrNull())
        .With("token_quota", Quota.OrNull())
        .With("par_request_expiry", Schema.Number(minimum: 10, maximum: 600).OrNull())
        .With("compliance_level", Schema.Choice("none", "fapi1_adv_pkj_par", "fapi1_adv_mtls_par", "fapi2_sp_pkj_mtls", "fapi2_sp_mtls_mtls").OrNull())
        .With(Uris, "callbacks", "allowed_origins", "web_origins", "allowed_clients", "allowed_logout_urls", "client_aliases")
        .With(
            Schema.Flag,
            "is_first_party", "is_token_endpoint_ip_header_trusted", "oidc_conformant", "sso", "sso_disabled", "cross_origin_authentication",
            "cross_origin_auth", "custom_login_page_on", "require_pushed_authorization_requests", "require_proof_of_possession")
        .With(Schema.Flag.OrNull(), "skip_non_verifiable_callback_uri_confirmation_prompt")
        .With(Schema.Text(), "logo_uri", "cross_origin_loc", "custom_login_page", "custom_login_page_preview", "form_template", "initiate_login_uri", "redirection_policy")
        .With(
            new ObjectSchema(open: true).OrNull(),
            "encryption_key", "oidc_logout", "oidc_backchannel_logout", "session_transfer", "addons", "mobile", "native_social_login",
            "fedcm_login", "token_exchange", "identity_assertion_authorization_grant",
            "express_configuration", "my_organization_configuration", "b2b_integration_configuration", "anonymous_sessions")
        .With(Schema.List(Schema.Text(1)).OrNull(), "async_approval_notification_channels");

    private static ObjectSchema JwtConfiguration => new ObjectSchema()
        .With("alg", Schema.Choice("HS256", "RS256", "RS512", "PS256"))
        .With("lifetime_in_seconds", Schema.Number(minimum: 0, maximum: 2592000))
        .With("scopes", Schema.Map(Schema.Anything));

    private static ObjectSchema RefreshToken => new ObjectSchema()
        .Requires("rotation_type", Schema.Choice("rotating", "non-rotating"))
        .Requires("expiration_type", Schema.Choice("expiring", "non-expiring"))
        .With(Schema.Number(minimum: 0), "leeway", "token_lifetime", "idle_token_lifetime")
        .With(Schema.Flag, "infinite_token_lifetime", "infinite_idle_token_lifetime")
        .With("policies", Schema.List(new ObjectSchema(open: true)).OrNull());

    private static ObjectSchema DefaultOrganization => new ObjectSchema()
        .Requires("organization_id", Schema.Text(1, pattern: "^org_[A-Za-z0-9]{16}$", format: "organization-id"))
        .Requires("flows", Schema.List(Schema.Choice("client_credentials"), minimum: 1));

    /// <summary>How many tokens an hour and a day.</summary>
    public static ObjectSchema Quota => new ObjectSchema().Requires("client_credentials", TokenQuota);

    private static ObjectSchema TokenQuota => new ObjectSchema()
        .With("enforce", Schema.Flag)
        .With(Schema.Number(minimum: 1), "per_day", "per_hour");

    // None at all is accepted, as recorded from a real tenant.
    private static Schema CredentialList(Schema credential) => Schema.List(credential, maximum: Credentials.CredentialRules.MaximumPerUse);

    private static Schema SignedRequestObject(Schema credential) => new ObjectSchema()
        .With("required", Schema.Flag.OrNull())
        .With("credentials", CredentialList(credential).OrNull())
        .OrNull();

    private static ObjectSchema PrivilegedAccess(Schema credential) => new ObjectSchema()
        .Requires("credentials", CredentialList(credential))
        .With(Schema.List(Schema.Anything), "ip_allowlist", "grants");

    private static ObjectSchema AuthenticationMethods(Schema credential)
    {
        var method = new ObjectSchema().Requires("credentials", CredentialList(credential));
        return new ObjectSchema().With(method, "private_key_jwt", "tls_client_auth", "self_signed_tls_client_auth");
    }
}
