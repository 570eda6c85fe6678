using Auth0Ps.Sandbox.Management.Validation;

namespace Auth0Ps.Sandbox.Management.ClientGrants;

/// <summary>What the bodies of client grant calls may hold (Auth0's Management API description).</summary>
internal static class ClientGrantSchema
{
    public static ObjectSchema Create { get; } = new ObjectSchema()
        .Requires("audience", Schema.Text(1))
        .With("client_id", Schema.Text(1))
        .With("default_for", Schema.Choice(Tenant.ClientGrant.ThirdPartyClients))
        .With("scope", Scope)
        .With("subject_type", Schema.Choice("client", "user"))
        .With("organization_usage", Usage)
        .With("allow_any_organization", Schema.Flag)
        .With("allow_all_scopes", Schema.Flag)
        .With("authorization_details_types", Schema.List(Schema.Text(1)));

    /// <summary>Application, API and subject cannot be changed.</summary>
    public static ObjectSchema Update { get; } = new ObjectSchema()
        .With("scope", Scope.OrNull())
        .With("organization_usage", Usage.OrNull())
        .With("allow_any_organization", Schema.Flag.OrNull())
        .With("allow_all_scopes", Schema.Flag.OrNull())
        .With("authorization_details_types", Schema.List(Schema.Text(1)));

    private static Schema Scope => Schema.List(Schema.Text(1));

    private static Schema Usage => Schema.Choice("deny", "allow", "require");
}
