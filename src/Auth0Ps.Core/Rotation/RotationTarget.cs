using Auth0Ps.Errors;
using Auth0Ps.Rotation.Keys;

namespace Auth0Ps.Rotation;

/// <summary>One secret to rotate, and where the new one goes.</summary>
internal sealed record RotationTarget
{
    /// <summary>The rotation's name; for an ad hoc rotation the slug of the application's name.</summary>
    public required string Name { get; init; }

    /// <summary>The saved rotation; null for an ad hoc one.</summary>
    public Guid? RotationId { get; init; }

    /// <summary>The application's client id.</summary>
    public required string ClientId { get; init; }

    /// <summary>The application's display name, as far as it is known.</summary>
    public string? ApplicationName { get; init => field = value is null ? null : DisplayText.Of(value); }

    /// <summary>The vault.</summary>
    public required string Vault { get; init; }

    /// <summary>The names of its entries, with all labels filled in.</summary>
    public required SecretsMapping Mapping { get; init; }

    /// <summary>True hands the new secret to the caller as well.</summary>
    public bool ReturnsSecret { get; init; }

    /// <summary>True overwrites entries that were not written by this rotation.</summary>
    public bool Force { get; init; }

    /// <summary>What is rotated.</summary>
    public CredentialType CredentialType { get; init; }

    /// <summary>How a private key is made; the defaults when null.</summary>
    public KeySpecification? Key { get; init; }

    /// <summary>True detaches and deletes keys whose overlap has ended, and makes no new one.</summary>
    public bool RetiresOnly { get; init; }

    /// <summary>True takes an application that proves itself with private keys back to a client secret.</summary>
    public bool MovesBack { get; init; }

    /// <summary>True ends keys, to make room, that somebody may still sign with: those that were not made here, and the previous one before its time.</summary>
    public bool EndsKeys { get; init; }

    /// <summary>The credentials that may be deleted to make room, because the user said so.</summary>
    public IReadOnlyList<string> DeletableKeys { get; init => field = value.ToArray(); } = [];

    /// <summary>The slot that a saved rotation waits for; null for an ad hoc one.</summary>
    public DateTimeOffset? DueAt { get; init; }
}
