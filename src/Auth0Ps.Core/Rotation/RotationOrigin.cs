namespace Auth0Ps;

/// <summary>How a rotation was started.</summary>
public enum RotationOrigin
{
    /// <summary>It is not known: it was written down by a version that did not say.</summary>
    Unknown,

    /// <summary>A person or a script ran a command that names what to rotate.</summary>
    Command,

    /// <summary>A command rotated what was due (<c>-Due</c>).</summary>
    Due,

    /// <summary>The system's scheduler ran that command.</summary>
    Schedule,

    /// <summary>It is the first one of a definition (<c>-RotateNow</c>).</summary>
    FirstRotation,

    /// <summary>An interrupted run was finished (<c>Resume-Auth0SecretRotation</c>).</summary>
    Resume,

    /// <summary>A secret was set through the tenant as a vault.</summary>
    TenantVault,

    /// <summary>A rotation was removed, and what it had issued revoked.</summary>
    Revocation,
}
