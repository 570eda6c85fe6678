using System.Management.Automation;
using Auth0Ps.Rotation;

namespace Auth0Ps;

/// <summary>What became of one rotation.</summary>
public sealed class Auth0SecretRotationResult
{
    // No public constructor: PowerShell would make one of any object that has a name.
    internal Auth0SecretRotationResult()
    {
    }

    /// <summary>The rotation's name; for an ad hoc rotation the slug of the application's name.</summary>
    public required string Name { get; init; }

    /// <summary>The application's client id.</summary>
    public required string ClientId { get; init; }

    /// <summary>The application's display name.</summary>
    public required string ApplicationName { get; init; }

    /// <summary>How it ended.</summary>
    public required RotationStatus Status { get; init; }

    /// <summary>How far it came.</summary>
    public required RotationPhase Phase { get; init; }

    /// <summary>Client id and new secret, where no vault took them; null when nothing changed.</summary>
    public PSCredential? Credential { get; init; }

    /// <summary>The vault that holds the new secret; null without one.</summary>
    public string? Vault { get; init; }

    /// <summary>The names of the vault's entries.</summary>
    public IReadOnlyList<string> SecretNames { get; init => field = value.ToArray(); } = [];

    /// <summary>The id of the new private key; null for a client secret.</summary>
    public string? KeyId { get; init; }

    /// <summary>How the new secret was proven to be live.</summary>
    public RotationVerification VerifiedBy { get; init; }

    /// <summary>When Auth0 accepted the new secret (UTC).</summary>
    public DateTimeOffset? RotatedAt { get; init; }

    /// <summary>From when on the announced secret is made live (UTC); null where none is announced.</summary>
    public DateTimeOffset? AppliesAt { get; init; }

    /// <summary>When the next rotation is due (UTC); null for an ad hoc rotation.</summary>
    public DateTimeOffset? NextRotationAt { get; init; }

    /// <summary>Identifies this run.</summary>
    public required Guid JobId { get; init; }

    /// <summary>How often the change was sent.</summary>
    public int Attempts { get; init; }

    /// <summary>One sentence for a person.</summary>
    public required string Message { get; init; }

    /// <summary>What became of the copies.</summary>
    public IReadOnlyList<Auth0SecretCopy> Copies { get; init => field = value.ToArray(); } = [];

    /// <summary>The hooks that are told of it, and how far each delivery is.</summary>
    public IReadOnlyList<Auth0RotationHookDelivery> Hooks { get; init => field = value.ToArray(); } = [];

    /// <summary>Name and status; never the secret.</summary>
    public override string ToString() => $"{Name}: {Status}";

    internal static Auth0SecretRotationResult From(RotationOutcome rotation, DateTimeOffset? nextRotationAt = null) => new()
    {
        Name = rotation.Name ?? AdHocNames.NameOf(rotation.Application),
        ClientId = rotation.Application.ClientId,
        ApplicationName = rotation.Application.DisplayName,
        Status = rotation.Status,
        Phase = rotation.Phase,
        Credential = rotation.NewSecret is { } secret ? new PSCredential(rotation.Application.ClientId, secret) : null,
        Vault = rotation.Vault,
        SecretNames = rotation.SecretNames,
        KeyId = rotation.KeyId,
        VerifiedBy = rotation.VerifiedBy,
        RotatedAt = rotation.RotatedAt,
        AppliesAt = rotation.AppliesAt,
        NextRotationAt = nextRotationAt,
        JobId = rotation.JobId,
        Attempts = rotation.Attempts,
        Message = rotation.Message,
        Copies = rotation.Copies,
        Hooks = rotation.Hooks ?? [],
    };
}
