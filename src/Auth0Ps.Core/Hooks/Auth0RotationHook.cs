using Auth0Ps.Hooks;

namespace Auth0Ps;

/// <summary>Who is told of what becomes of rotations: a script, or a webhook; and how its deliveries stand.</summary>
public sealed record Auth0RotationHook
{
    // No public constructor: PowerShell would make one of any object that has a name.
    internal Auth0RotationHook()
    {
    }

    /// <summary>Identifies the hook.</summary>
    public Guid Id { get; init; } = Guid.NewGuid();

    /// <summary>Its name, a slug of 1 to 64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>What it is told of.</summary>
    public required IReadOnlyList<RotationEvent> On { get; init => field = value.ToArray(); }

    /// <summary>The names of the rotations that it is told of; may hold <c>*</c> and <c>?</c>.</summary>
    public required IReadOnlyList<string> Rotation { get; init => field = value.ToArray(); }

    /// <summary>The script's full path; null for a webhook.</summary>
    public string? ScriptPath { get; init; }

    /// <summary>The webhook's address; null for a script, and where a vault's entry holds it.</summary>
    public Uri? Uri { get; init; }

    /// <summary>The vault of the entry that holds the signing key, or, without <see cref="Uri"/>, the address; null for none.</summary>
    public string? Vault { get; init; }

    /// <summary>That entry's name.</summary>
    public string? SecretName { get; init; }

    /// <summary>What a webhook's body looks like.</summary>
    public RotationHookFormat Format { get; init; }

    /// <summary>How long the script may run, or the webhook may take to answer: 1 to 600 seconds.</summary>
    public int TimeoutSeconds { get; init; } = RotationHookRequest.DefaultTimeoutSeconds;

    /// <summary>True where a run whose delivery fails ends with an error.</summary>
    public bool Required { get; init; }

    /// <summary>How many deliveries wait.</summary>
    public int Waiting => Deliveries.Count(delivery => delivery.Status == RotationHookStatus.Waiting);

    /// <summary>How many were delivered since the hook was registered.</summary>
    public long Delivered { get; init; }

    /// <summary>How many were given up since the hook was registered.</summary>
    public long GivenUp { get; init; }

    /// <summary>When it was last tried (UTC).</summary>
    public DateTimeOffset? LastAttemptedAt { get; init; }

    /// <summary>When it last took something (UTC).</summary>
    public DateTimeOffset? LastDeliveredAt { get; init; }

    /// <summary>How the last attempt ended, in one sentence.</summary>
    public string? LastMessage { get; init; }

    /// <summary>The last lines that the script wrote in the last attempt; what looks like a secret is left out.</summary>
    public IReadOnlyList<string> LastOutput { get; init => field = value.ToArray(); } = [];

    /// <summary>What waits, and the last that were given up.</summary>
    public IReadOnlyList<Auth0RotationHookDelivery> Deliveries { get; init => field = value.ToArray(); } = [];

    /// <summary>When it was registered (UTC).</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it was last registered anew (UTC).</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>The script, or the webhook's host: an address may be a secret behind that.</summary>
    public string Target => ScriptPath ?? (Uri is null ? $"address in {SecretName} of vault {Vault}" : Uri.GetLeftPart(UriPartial.Authority));

    /// <summary>The hook's name.</summary>
    public override string ToString() => Name;
}
