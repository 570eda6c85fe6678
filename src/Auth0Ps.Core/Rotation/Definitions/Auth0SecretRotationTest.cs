namespace Auth0Ps;

/// <summary>A saved rotation, looked at part by part; nothing was changed.</summary>
public sealed record Auth0SecretRotationTest
{
    /// <summary>The rotation tested.</summary>
    public required Auth0SecretRotation Rotation { get; init; }

    /// <summary>True when no check failed.</summary>
    public bool Succeeded => Checks.All(check => check.Outcome != CheckOutcome.Failed);

    /// <summary>What was looked at, in order.</summary>
    public IReadOnlyList<Auth0Check> Checks { get; init => field = value.ToArray(); } = [];

    /// <summary>The rotation's name and whether all is well.</summary>
    public override string ToString() => $"{Rotation.Name}: {(Succeeded ? "Passed" : "Failed")}";
}
