using Auth0Ps.Sandbox.Management.Validation;

namespace Auth0Ps.Sandbox.Management.Organizations;

/// <summary>What the bodies of organization calls may hold (Auth0's Management API description).</summary>
internal static class OrganizationSchema
{
    public static ObjectSchema Create { get; } = Common(new ObjectSchema())
        .Requires("name", Name)
        .With("enabled_connections", Schema.List(new ObjectSchema(open: true)));

    public static ObjectSchema Update { get; } = Common(new ObjectSchema()).With("name", Name);

    public static ObjectSchema Association { get; } = new ObjectSchema().Requires("grant_id", Schema.Text(1));

    private static Schema Name => Schema.Text(1, maximum: 50, pattern: "^[a-z0-9][a-z0-9_-]*$", format: "organization-name");

    private static ObjectSchema Common(ObjectSchema schema) => schema
        .With("display_name", Schema.Text(1, maximum: 255))
        .With("metadata", Schema.Map(Schema.Text(maximum: 255).OrNull(), maximum: 25, keyLength: 255))
        .With("branding", new ObjectSchema()
            .With("logo_url", Schema.Text().OrNull())
            .With("colors", new ObjectSchema().Requires("primary", Schema.Text(1)).Requires("page_background", Schema.Text(1))))
        .With("token_quota", Clients.ClientSchema.Quota.OrNull())
        .With("third_party_client_access", Schema.Choice("allow", "block"))
        .With("is_app_entitlement_active", Schema.Flag);
}
