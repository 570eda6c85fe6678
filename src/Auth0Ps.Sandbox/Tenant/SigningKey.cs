namespace Auth0Ps.Sandbox.Tenant;

/// <summary>One of the tenant's keys for signing tokens, as kept in memory and in the state file.</summary>
internal sealed record SigningKey
{
    public required string KeyId { get; init; }

    /// <summary>PKCS#8 in base64.</summary>
    public required string PrivateKey { get; init; }

    /// <summary>X.509 (DER) in base64.</summary>
    public required string Certificate { get; init; }

    /// <summary><c>current</c> signs, <c>next</c> is announced, <c>previous</c> is still trusted.</summary>
    public required SigningKeyRole Role { get; init; }

    public DateTimeOffset? CurrentSince { get; init; }

    public DateTimeOffset? CurrentUntil { get; init; }

    public DateTimeOffset? RevokedAt { get; init; }
}

/// <summary>Where a signing key is in its life.</summary>
internal enum SigningKeyRole
{
    Next,
    Current,
    Previous,
}
