using Auth0Ps.Errors;
using Auth0Ps.Rotation.PrivateKeys;

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

    /// <summary>What this run may do.</summary>
    public RunOptions Options { get; init; } = new();

    /// <summary>What is rotated.</summary>
    public CredentialType CredentialType { get; init; }

    /// <summary>The same, with all that differs between the kinds.</summary>
    public CredentialKind Kind => CredentialKind.Of(CredentialType);

    /// <summary>How a private key is made; the defaults when null.</summary>
    public KeySpecification? Key { get; init; }

    /// <summary>True takes an application that proves itself with private keys back to a client secret.</summary>
    public bool MovesBack { get; init; }

    /// <summary>How long the next secret is in the vault before it becomes live; null makes it live at once.</summary>
    public TimeSpan? AnnounceFor { get; init; }

    /// <summary>True keeps the value that was final before in the previous entry.</summary>
    public bool KeepsPrevious { get; init; }

    /// <summary>The copies, with all labels filled in.</summary>
    public IReadOnlyList<Auth0SecretDestination> CopyTo { get; init => field = value.ToArray(); } = [];

    /// <summary>The slot that a saved rotation waits for; null for an ad hoc one.</summary>
    public DateTimeOffset? DueAt { get; init; }
}
