namespace Auth0Ps;

/// <summary>The signature algorithms Auth0 takes for private key JWT (Auth0 docs, "Authenticate with Private Key JWT"); all are for RSA keys.</summary>
public enum PrivateKeyAlgorithm
{
    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256.</summary>
    RS256,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-384.</summary>
    RS384,

    /// <summary>RSASSA-PSS with SHA-256.</summary>
    PS256,
}
