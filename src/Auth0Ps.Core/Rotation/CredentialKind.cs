using Auth0Ps.Applications;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Rotation.PrivateKeys;

namespace Auth0Ps.Rotation;

/// <summary>All that differs between what can be rotated.</summary>
internal abstract class CredentialKind
{
    /// <summary>Client secrets, of which one works at a time.</summary>
    public static CredentialKind ClientSecret { get; } = new ClientSecretKind();

    /// <summary>Private keys, of which two may work at a time.</summary>
    public static CredentialKind PrivateKey { get; } = new PrivateKeyKind();

    /// <summary>Its name in parameters, files and output.</summary>
    public abstract CredentialType Type { get; }

    /// <summary>Its name in catalogues of rotations.</summary>
    public abstract string TypeName { get; }

    /// <summary>Its name in a sentence.</summary>
    public abstract string Name { get; }

    /// <summary>How a connection signs in whose credential it is.</summary>
    public abstract string AuthenticationMethod { get; }

    /// <summary>What its connection has to be allowed to do.</summary>
    public abstract ConnectionPurpose Purpose { get; }

    /// <summary>True where it is a key pair: made by a specification, its public half registered at Auth0, where others may be as well.</summary>
    public abstract bool IsKey { get; }

    /// <summary>True where the previous one keeps working until an overlap has ended; false where it stops as the new one starts.</summary>
    public abstract bool WorksBesidePrevious { get; }

    /// <summary>True where Auth0 shows it to those who may read credentials, so that it can be compared with a vault and adopted.</summary>
    public abstract bool IsReadable { get; }

    /// <summary>True where a rotation of it is one of this credential of an application.</summary>
    public abstract bool Covers(Auth0CredentialKind credential);

    /// <summary>The kind of a type.</summary>
    public static CredentialKind Of(CredentialType type) => type switch
    {
        CredentialType.ClientSecret => ClientSecret,
        CredentialType.PrivateKeyJwt => PrivateKey,
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "There is no such kind of credential."),
    };

    /// <summary>Rotates it.</summary>
    /// <param name="tools">What a rotation needs.</param>
    public abstract IRotation Open(RotationTools tools);

    /// <summary>Ends what a rotation issued, under the client's lease.</summary>
    /// <returns>How often changes were sent, and how the end was proven.</returns>
    /// <exception cref="Auth0Exception">It was refused, or it is not known whether it was done; it can be done again.</exception>
    public abstract Task<(int Attempts, RotationVerification VerifiedBy)> RevokeAsync(TenantSession session, Auth0SecretRotation rotation, CancellationToken stop);

    /// <summary>The names of vault entries where none were chosen.</summary>
    public abstract SecretsMapping DefaultMapping(string rotation);

    /// <summary>What is wrong with a mapping for it, and what to do; null when nothing is.</summary>
    public abstract (string Message, string Action)? FaultIn(SecretsMapping mapping);

    /// <summary>How keys of a definition are made; null where it makes none.</summary>
    public abstract KeySpecification? SpecificationOf(Auth0SecretRotation rotation);

    /// <summary>Refuses an application that cannot be rotated so through its connection.</summary>
    /// <param name="application">The application, as read through the connection.</param>
    /// <param name="movesBack">True where it is to leave private keys for a client secret.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ApplicationNotRotatable"/>.</exception>
    public abstract void RequireRotatable(Auth0Application application, bool movesBack);

    /// <summary>What was found out of an application that can be rotated so, and what would tell more; null for nothing.</summary>
    public abstract (string Detail, string? Hint) Suits(Auth0Application application);

    /// <summary>Which of the places that follow each other in turn holds the present one.</summary>
    public abstract int ActiveIndexOf(RotationEntry entry);

    /// <summary>What is so after a run that changed nothing.</summary>
    public abstract string Unchanged(Auth0Exception cause);

    /// <summary>Where the live one is when a run broke off after Auth0 may have heard of the new one.</summary>
    public abstract string WhereLive(RotationEntry entry);

    /// <summary>What a rotation means for those who sign in.</summary>
    /// <param name="move">What changes for the application as it is moved to this kind; null where it stays.</param>
    public abstract string RotatingMeans(string? move);

    /// <summary>What finishing an unfinished run means for those who sign in.</summary>
    public abstract string FinishingMeans(RotationEntry entry);

    /// <summary>What removing a rotation means where it is revoked as well.</summary>
    public abstract string RevokingMeans { get; }

    /// <summary>What the history says of a revocation.</summary>
    public abstract string Revoked { get; }
}
