namespace Auth0Ps;

/// <summary>A key of an application, as its rotation last saw it; never the key itself.</summary>
public sealed record Auth0RotationKey
{
    /// <summary>The key's id, which assertions may name as <c>kid</c>; null for a credential that has none.</summary>
    public string? KeyId { get; init; }

    /// <summary>The id of Auth0's entry for it: <c>cred_</c> and 22 characters; null while it is not registered.</summary>
    public string? CredentialId { get; init; }

    /// <summary>What it is to the rotation.</summary>
    public RotationKeyState State { get; init; }

    /// <summary>When it was registered (UTC).</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When Auth0 stops taking it by itself (UTC); null for never.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>From when on it is detached and deleted (UTC); null as long as that is not planned.</summary>
    public DateTimeOffset? RetiresAt { get; init; }

    /// <summary>How long it has been registered.</summary>
    public TimeSpan Age => DateTimeOffset.UtcNow - CreatedAt;

    /// <summary>True when its overlap has ended.</summary>
    internal bool IsPastOverlap(DateTimeOffset now) => RetiresAt <= now;

    /// <summary>Id and state.</summary>
    public override string ToString() => $"{KeyId ?? CredentialId} ({State})";
}
