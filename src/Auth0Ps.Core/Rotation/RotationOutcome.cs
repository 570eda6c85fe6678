using System.Security;

namespace Auth0Ps.Rotation;

/// <summary>What became of one rotation.</summary>
internal sealed record RotationOutcome
{
    /// <summary>The application.</summary>
    public required Auth0Application Application { get; init; }

    /// <summary>The rotation's name; null for one without a vault.</summary>
    public string? Name { get; init; }

    /// <summary>The vault that holds the new secret; null without one.</summary>
    public string? Vault { get; init; }

    /// <summary>The names of the vault's entries.</summary>
    public IReadOnlyList<string> SecretNames { get; init => field = value.ToArray(); } = [];

    /// <summary>What each of them holds; null without a vault.</summary>
    public SecretsMapping? Mapping { get; init; }

    /// <summary>The saved rotation; null for an ad hoc one.</summary>
    public Guid? RotationId { get; init; }

    /// <summary>The hooks that are told of it; null as long as nothing was recorded for them.</summary>
    public IReadOnlyList<Auth0RotationHookDelivery>? Hooks { get; init; }

    /// <summary>What became of the copies.</summary>
    public IReadOnlyList<Auth0SecretCopy> Copies { get; init => field = value.ToArray(); } = [];

    /// <summary>How it ended.</summary>
    public required RotationStatus Status { get; init; }

    /// <summary>How far it came.</summary>
    public required RotationPhase Phase { get; init; }

    /// <summary>How the new secret was proven.</summary>
    public RotationVerification VerifiedBy { get; init; }

    /// <summary>The new secret, where it is or may be live; the caller owns it.</summary>
    public SecureString? NewSecret { get; init; }

    /// <summary>The id of the new private key; null for a client secret.</summary>
    public string? KeyId { get; init; }

    /// <summary>When Auth0 accepted it (UTC).</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>From when on the announced secret is made live (UTC); null where none is announced.</summary>
    public DateTimeOffset? AppliesAt { get; init; }

    /// <summary>True where a live secret that had been made elsewhere was put into the vault first.</summary>
    public bool Adopted { get; init; }

    /// <summary>Identifies this run in messages and history.</summary>
    public required Guid JobId { get; init; }

    /// <summary>How often the change was sent.</summary>
    public int Attempts { get; init; }

    /// <summary>One sentence for a person.</summary>
    public required string Message { get; init; }

    /// <summary>What was to be rotated.</summary>
    public CredentialType CredentialType { get; init; }

    /// <summary>Why it failed or was interrupted.</summary>
    public Auth0Exception? Failure { get; init; }

    /// <summary>True where it was left to another process, which has its lease.</summary>
    public bool IsBusy { get; init; }

    /// <summary>An application that cannot be rotated so, and was left alone.</summary>
    /// <param name="why">Why, in words that follow a colon.</param>
    public static RotationOutcome Skip(Auth0Application application, string why) => new()
    {
        Application = application,
        Status = RotationStatus.Skipped,
        Phase = RotationPhase.None,
        JobId = Guid.NewGuid(),
        Message = $"Left alone: {why}.",
    };
}
