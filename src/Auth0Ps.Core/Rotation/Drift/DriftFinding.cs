namespace Auth0Ps.Rotation.Drift;

/// <summary>Whether a saved rotation's vault holds the live secret.</summary>
internal enum DriftOutcome
{
    /// <summary>It does.</summary>
    Live,

    /// <summary>It is proven that it does not.</summary>
    Drifted,

    /// <summary>It is not known.</summary>
    Unknown,
}

/// <summary>What was found out about it.</summary>
/// <param name="Outcome">Whether it does.</param>
/// <param name="Detail">How that was proven, or why it is not known; one sentence.</param>
internal sealed record DriftFinding(DriftOutcome Outcome, string Detail)
{
    /// <summary>The hooks that are told that it has drifted; none where they were told before.</summary>
    public IReadOnlyList<Auth0RotationHookDelivery> Hooks { get; init; } = [];

    /// <summary>The finding as a check of a preflight.</summary>
    public Auth0Check ToCheck(Auth0SecretRotation rotation) => new()
    {
        Name = "",
        Outcome = Outcome switch { DriftOutcome.Live => CheckOutcome.Passed, DriftOutcome.Drifted => CheckOutcome.Failed, _ => CheckOutcome.Skipped },
        Detail = Detail,
        Recommendation = Outcome == DriftOutcome.Drifted
            ? $"Rotate it: Invoke-Auth0SecretRotation -Name {rotation.Name}. Where the connection may read secrets (read:client_keys), the live one is put into the vault first."
            : null,
    };
}
