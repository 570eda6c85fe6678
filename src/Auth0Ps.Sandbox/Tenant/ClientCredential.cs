namespace Auth0Ps.Sandbox.Tenant;

/// <summary>A public key or certificate registered for an application.</summary>
internal sealed record ClientCredential
{
    /// <summary><c>cred_</c> and 22 characters.</summary>
    public required string Id { get; init; }

    public string? Name { get; init; }

    /// <summary><c>public_key</c>, <c>x509_cert</c> or <c>cert_subject_dn</c>.</summary>
    public required string CredentialType { get; init; }

    /// <summary>The JWK thumbprint of RFC 7638 unless the caller chose one.</summary>
    public string? KeyId { get; init; }

    /// <summary><c>RS256</c>, <c>RS384</c> or <c>PS256</c>; null for <c>cert_subject_dn</c>.</summary>
    public string? Algorithm { get; init; }

    public string? SubjectDn { get; init; }

    public string? ThumbprintSha256 { get; init; }

    /// <summary>SubjectPublicKeyInfo in base64; never part of an answer.</summary>
    public string? PublicKey { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public DateTimeOffset? ExpiresAt { get; init; }
}
