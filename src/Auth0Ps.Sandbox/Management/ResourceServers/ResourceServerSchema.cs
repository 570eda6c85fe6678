using Auth0Ps.Sandbox.Management.Validation;

namespace Auth0Ps.Sandbox.Management.ResourceServers;

/// <summary>What the bodies of resource server calls may hold (Auth0's Management API description).</summary>
internal static class ResourceServerSchema
{
    public static ObjectSchema Create { get; } = Common(new ObjectSchema()).Requires("identifier", Schema.Text(1, maximum: 600));

    /// <summary>The identifier cannot be changed.</summary>
    public static ObjectSchema Update { get; } = Common(new ObjectSchema());

    private static ObjectSchema Common(ObjectSchema schema) => schema
        .With("name", Schema.Text(1, maximum: 200, pattern: "^[^<>]+$"))
        .With("scopes", Schema.List(new ObjectSchema().Requires("value", Schema.Text(1, maximum: 280)).With("description", Schema.Text(maximum: 500))))
        .With("signing_alg", Schema.Choice("HS256", "RS256", "RS512", "PS256"))
        .With("signing_secret", Schema.Text(16))
        // Thirty days.
        .With(Schema.Number(minimum: 0, maximum: 2592000), "token_lifetime", "token_lifetime_for_web")
        .With("token_dialect", Schema.Choice("access_token", "access_token_authz", "rfc9068_profile", "rfc9068_profile_authz"))
        .With("subject_type_authorization", new ObjectSchema()
            .With("client", new ObjectSchema().With("policy", Schema.Choice("deny_all", "require_client_grant")))
            .With("user", new ObjectSchema().With("policy", Schema.Choice("allow_all", "deny_all", "require_client_grant"))))
        .With(
            Schema.Flag,
            "allow_offline_access", "allow_online_access", "allow_online_access_with_ephemeral_sessions",
            "skip_consent_for_verifiable_first_party_clients", "enforce_policies")
        .With("consent_policy", Schema.Choice("transactional-authorization-with-mfa", "standard").OrNull())
        .With("authorization_details", Schema.List(new ObjectSchema(open: true)).OrNull())
        .With(new ObjectSchema(open: true).OrNull(), "token_encryption", "proof_of_possession", "authorization_policy");
}
