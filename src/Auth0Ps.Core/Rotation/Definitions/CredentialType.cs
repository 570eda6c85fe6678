namespace Auth0Ps;

/// <summary>What an application proves itself with, and so what a rotation renews.</summary>
public enum CredentialType
{
    /// <summary>A client secret: one is live at a time.</summary>
    ClientSecret,

    /// <summary>A private key, whose public half Auth0 knows: two may be live at a time.</summary>
    PrivateKeyJwt,
}
