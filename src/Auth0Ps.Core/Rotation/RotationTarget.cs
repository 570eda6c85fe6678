namespace Auth0Ps.Rotation;

/// <summary>One secret to rotate, and where the new one goes.</summary>
public sealed record RotationTarget
{
    /// <summary>The rotation's name; for an ad hoc rotation the slug of the application's name.</summary>
    public required string Name { get; init; }

    /// <summary>The saved rotation; null for an ad hoc one.</summary>
    public Guid? RotationId { get; init; }

    /// <summary>The application's client id.</summary>
    public required string ClientId { get; init; }

    /// <summary>The application's display name, as far as it is known.</summary>
    public string? ApplicationName { get; init; }

    /// <summary>The vault.</summary>
    public required string Vault { get; init; }

    /// <summary>The names of its entries, with all labels filled in.</summary>
    public required SecretsMapping Mapping { get; init; }

    /// <summary>True hands the new secret to the caller as well.</summary>
    public bool ReturnsSecret { get; init; }

    /// <summary>True overwrites entries that were not written by this rotation.</summary>
    public bool Force { get; init; }

    /// <summary>The slot that a saved rotation waits for; null for an ad hoc one.</summary>
    public DateTimeOffset? DueAt { get; init; }
}
