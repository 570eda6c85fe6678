namespace Auth0Ps;

/// <summary>How a rotation ended.</summary>
public enum RotationStatus
{
    /// <summary>The new secret is live.</summary>
    Succeeded,

    /// <summary>The new secret is not live; the vault holds the one that is, as far as it held it before.</summary>
    Failed,

    /// <summary>Whether the new secret is live is not known; it is kept.</summary>
    Interrupted,

    /// <summary>Nothing was tried, because this application's secret cannot be rotated so.</summary>
    Skipped,

    /// <summary>There was no rotation yet.</summary>
    None,

    /// <summary>The next secret is in the vault and becomes live later; the present one works.</summary>
    Announced,
}

/// <summary>How a new secret was proven to be the live one.</summary>
public enum RotationVerification
{
    /// <summary>Not at all.</summary>
    None,

    /// <summary>The token endpoint issued a token for it.</summary>
    Token,

    /// <summary>The Management API showed it when read again.</summary>
    Readback,

    /// <summary>The Management API's answer to the change showed it.</summary>
    Response,
}
