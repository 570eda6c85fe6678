namespace Auth0Ps;

/// <summary>Who signs in as an application, and who is refused, as the tenant's log has it.</summary>
public sealed record Auth0SecretUsage
{
    // No public constructor: PowerShell would make one of any object that has a name.
    internal Auth0SecretUsage()
    {
    }

    /// <summary>The application's client id.</summary>
    public required string ClientId { get; init; }

    /// <summary>The application's name, fit to be shown; null where neither the log nor the pipeline had one.</summary>
    public string? ApplicationName { get; init; }

    /// <summary>When a client last signed in as it (UTC); null when the log shows nobody.</summary>
    public DateTimeOffset? LastSucceededAt { get; init; }

    /// <summary>When a client was last refused (UTC); null when the log shows nobody.</summary>
    public DateTimeOffset? LastRefusedAt { get; init; }

    /// <summary>Why, in Auth0's words; null when nobody was refused.</summary>
    public string? LastRefusedReason { get; init; }

    /// <summary>How many sign-ins succeeded.</summary>
    public long Succeeded { get; init; }

    /// <summary>How many were refused, for whatever reason.</summary>
    public long Refused { get; init; }

    /// <summary>When the secret was last rotated from here (UTC); null when it was not.</summary>
    public DateTimeOffset? LastRotatedAt { get; init; }

    /// <summary>
    /// How many were refused since then for their credential: with the old secret, or any other wrong one, which the log does not tell apart. Null when
    /// the secret was not rotated from here, or the log does not reach back to that.
    /// </summary>
    public long? RefusedSinceRotation { get; init; }

    /// <summary>From where, those seen last first; at most 100.</summary>
    public IReadOnlyList<Auth0SignInSource> Sources { get; init => field = value.ToArray().AsReadOnly(); } = [];

    /// <summary>Those that were refused since the last rotation and have not signed in since: who still has the old secret.</summary>
    public IReadOnlyList<Auth0SignInSource> RefusedSources { get; init => field = value.ToArray().AsReadOnly(); } = [];

    /// <summary>What these numbers reach back to (UTC): where they were asked to begin, or the oldest event that the tenant's plan still keeps; null for an empty log.</summary>
    public DateTimeOffset? Covers { get; init; }

    /// <summary>The name of the connection whose tenant's log it is.</summary>
    public required string Connection { get; init; }

    /// <summary>The application's name, or its client id.</summary>
    public override string ToString() => ApplicationName ?? ClientId;
}

/// <summary>From where a client signs in as an application.</summary>
public sealed record Auth0SignInSource
{
    internal Auth0SignInSource()
    {
    }

    /// <summary>The network address; null where the log has none.</summary>
    public string? Address { get; init; }

    /// <summary>The program as Auth0 names it; <c>Other 0.0.0 / Other 0.0.0</c> is one that it does not know.</summary>
    public string? UserAgent { get; init; }

    /// <summary>The library (SDK) and its version; null where it did not say.</summary>
    public string? Client { get; init; }

    /// <summary>How many sign-ins and refusals.</summary>
    public long Count => Succeeded + Refused;

    /// <summary>How many sign-ins succeeded.</summary>
    public long Succeeded { get; init; }

    /// <summary>How many were refused.</summary>
    public long Refused { get; init; }

    /// <summary>How many were refused for their credential since the last rotation; null where <see cref="Auth0SecretUsage.RefusedSinceRotation"/> is.</summary>
    public long? RefusedSinceRotation { get; init; }

    /// <summary>When it was first seen (UTC).</summary>
    public DateTimeOffset FirstSeenAt { get; init; }

    /// <summary>When it was last seen (UTC).</summary>
    public DateTimeOffset LastSeenAt { get; init; }

    /// <summary>Address, program and library.</summary>
    public override string ToString() => string.Join(", ", new[] { Address, UserAgent, Client }.Where(text => text is not null)) is { Length: > 0 } text ? text : "unknown";
}
