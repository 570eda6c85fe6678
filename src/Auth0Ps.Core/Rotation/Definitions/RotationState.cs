namespace Auth0Ps;

/// <summary>The state of a saved rotation.</summary>
public enum RotationState
{
    /// <summary>Rotated, and the next rotation is not due yet.</summary>
    UpToDate,

    /// <summary>The time of the next rotation has come.</summary>
    Due,

    /// <summary>The time of the next rotation passed more than a day ago.</summary>
    Overdue,

    /// <summary>A rotation began and did not end; <c>Resume-Auth0SecretRotation</c> finishes it.</summary>
    Interrupted,

    /// <summary>It rotates when told to, and not by itself.</summary>
    Paused,

    /// <summary>Not rotated yet, and not due yet.</summary>
    Never,

    /// <summary>The last run failed and changed nothing, and the next one is not due yet; the rotation says why.</summary>
    Failed,

    /// <summary>The next secret is in the vault, and its time to become live has not come yet.</summary>
    Announced,

    /// <summary>It is proven that the vault's secret is not the live one, which was changed elsewhere; the next rotation puts that right.</summary>
    Drifted,
}
