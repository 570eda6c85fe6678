namespace Auth0Ps;

/// <summary>A hook that was sent a test.</summary>
public sealed record Auth0RotationHookTest
{
    /// <summary>The hook.</summary>
    public required Auth0RotationHook Hook { get; init; }

    /// <summary>True when it took the test.</summary>
    public bool Succeeded { get; init; }

    /// <summary>How it ended, in one sentence.</summary>
    public required string Message { get; init; }

    /// <summary>What to do about it; null when nothing needs doing.</summary>
    public string? Recommendation { get; init; }

    /// <summary>The last lines of the script's output; what looks like a secret is left out.</summary>
    public IReadOnlyList<string> Output { get; init => field = value.ToArray(); } = [];

    /// <summary>How long it took.</summary>
    public TimeSpan Latency { get; init; }

    /// <summary>The hook's name and whether all is well.</summary>
    public override string ToString() => $"{Hook.Name}: {(Succeeded ? "Passed" : "Failed")}";
}
