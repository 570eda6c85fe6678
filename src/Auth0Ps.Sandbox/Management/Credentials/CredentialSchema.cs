using Auth0Ps.Sandbox.Management.Validation;

namespace Auth0Ps.Sandbox.Management.Credentials;

/// <summary>What the bodies of credential calls may hold (Auth0's Management API description).</summary>
internal static class CredentialSchema
{
    // ISO 8601 with a zone; fractions of a second optional.
    private const string Timestamp = @"^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$";

    public static ObjectSchema Create { get; } = new ObjectSchema()
        .Requires("credential_type", Schema.Choice("public_key", "x509_cert", "cert_subject_dn"))
        .With("name", Schema.Text(maximum: 128))
        .With("pem", Schema.Text(1, maximum: 4096))
        .With("subject_dn", Schema.Text(1, maximum: 256))
        .With("alg", Schema.Choice("RS256", "RS384", "PS256"))
        .With("parse_expiry_from_cert", Schema.Flag)
        .With("expires_at", Schema.Text(pattern: Timestamp, format: "date-time").OrNull())
        .With("kid", Schema.Text(10, 64, "^[0-9a-zA-Z_-]+$"));

    public static ObjectSchema Update { get; } = new ObjectSchema()
        .With("expires_at", Schema.Text(pattern: Timestamp, format: "date-time").OrNull());
}
