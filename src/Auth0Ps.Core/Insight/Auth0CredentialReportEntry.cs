namespace Auth0Ps;

/// <summary>One credential of an application: how old it is, who renews it, who uses it; never the credential itself.</summary>
public sealed record Auth0CredentialReportEntry
{
    // No public constructor: PowerShell would make one of any object that has a name.
    internal Auth0CredentialReportEntry()
    {
    }

    /// <summary>The application's client id.</summary>
    public required string ClientId { get; init; }

    /// <summary>The application's name, fit to be shown.</summary>
    public required string ApplicationName { get; init; }

    /// <summary>The application's type; null where Auth0 has none.</summary>
    public string? AppType { get; init; }

    /// <summary>What it is.</summary>
    public required Auth0CredentialKind Kind { get; init; }

    /// <summary>A key's id at Auth0 (<c>cred_</c> and 22 characters); null for a client secret, and where the connection may not see it.</summary>
    public string? CredentialId { get; init; }

    /// <summary>True when a saved rotation renews it.</summary>
    public bool Covered => Rotation is not null;

    /// <summary>The name of the saved rotation that renews it; null when none does.</summary>
    public string? Rotation { get; init; }

    /// <summary>How that rotation is doing; null when there is none.</summary>
    public RotationState? State { get; init; }

    /// <summary>Who answers for it: the rotation's <c>-Owner</c>, or else what the application's metadata says; null when nobody is named.</summary>
    public string? Owner { get; init; }

    /// <summary>When it was made or last changed (UTC); null when that is not known.</summary>
    public DateTimeOffset? ChangedAt { get; init; }

    /// <summary>How <see cref="ChangedAt"/> is known.</summary>
    public Auth0AgeEvidence AgeEvidence { get; init; }

    /// <summary>How old it is; null when that is not known.</summary>
    public TimeSpan? Age { get; init; }

    /// <summary>How old it is at least: the tenant's log reaches back so far, and shows no change. Null where the age is known, or nothing is.</summary>
    public TimeSpan? MinimumAge { get; init; }

    /// <summary>True when it is older than the age asked about, false when it is not; null when that is not known, or no age was asked about.</summary>
    public bool? IsTooOld { get; init; }

    /// <summary>How the last run of its rotation, or the last one from here, ended; null when there was none.</summary>
    public RotationStatus? LastResult { get; init; }

    /// <summary>When it was last rotated from here (UTC); null when it was not.</summary>
    public DateTimeOffset? LastRotatedAt { get; init; }

    /// <summary>When it is next due (UTC); null when it is not rotated by itself.</summary>
    public DateTimeOffset? NextRotationAt { get; init; }

    /// <summary>Whether the tenant's log shows a client that signs in with it.</summary>
    public Auth0CredentialUse Use { get; init; }

    /// <summary>When a client last signed in as the application (UTC); of several credentials the log does not say which. Null when the log shows nobody.</summary>
    public DateTimeOffset? LastUsedAt { get; init; }

    /// <summary>How many sign-ins were refused for their credential since the last rotation; null where that is not known.</summary>
    public long? RefusedSinceRotation { get; init; }

    /// <summary>What the tenant's log reaches back to (UTC); null where it was not read, or is empty.</summary>
    public DateTimeOffset? Covers { get; init; }

    /// <summary>The tenant's host.</summary>
    public required string Tenant { get; init; }

    /// <summary>The name of the connection it was read through.</summary>
    public required string Connection { get; init; }

    /// <summary>When it was looked at (UTC).</summary>
    public required DateTimeOffset ReportedAt { get; init; }

    /// <summary>The same, against an age that no credential should exceed.</summary>
    internal Auth0CredentialReportEntry Against(TimeSpan limit) => this with { IsTooOld = Age is { } known ? known > limit : MinimumAge > limit ? true : null };

    /// <summary>The application's name and what it is.</summary>
    public override string ToString() => $"{ApplicationName}: {Kind}";
}

/// <summary>What an application proves itself with.</summary>
public enum Auth0CredentialKind
{
    /// <summary>It is not known: Auth0 does not say how the application proves itself, or the connection may not see it.</summary>
    Unknown,

    /// <summary>A client secret.</summary>
    ClientSecret,

    /// <summary>A private key, whose public half Auth0 has.</summary>
    PrivateKey,

    /// <summary>A client certificate (mutual TLS).</summary>
    Certificate,
}

/// <summary>How it is known when a credential was made or changed.</summary>
public enum Auth0AgeEvidence
{
    /// <summary>It is not known.</summary>
    None,

    /// <summary>A rotation from here did it.</summary>
    Rotation,

    /// <summary>Auth0 said so when the key was registered from here.</summary>
    Registration,

    /// <summary>The tenant's log shows it.</summary>
    Log,
}

/// <summary>Whether a client uses a credential.</summary>
public enum Auth0CredentialUse
{
    /// <summary>It is not known: the tenant's log was not read, cannot be, or is empty.</summary>
    Unknown,

    /// <summary>A client signed in as the application.</summary>
    Used,

    /// <summary>The log shows nobody, as far back as it reaches.</summary>
    Unused,
}
