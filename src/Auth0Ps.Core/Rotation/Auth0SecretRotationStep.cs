namespace Auth0Ps;

/// <summary>When a rotation reached a phase.</summary>
public sealed record Auth0SecretRotationStep
{
    /// <summary>The phase.</summary>
    public required RotationPhase Phase { get; init; }

    /// <summary>When it was written down (UTC).</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>Phase and time.</summary>
    public override string ToString() => $"{Phase} {At.UtcDateTime:u}";
}
