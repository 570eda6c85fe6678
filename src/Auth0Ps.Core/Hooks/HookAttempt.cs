namespace Auth0Ps.Hooks;

/// <summary>What came of one attempt to deliver.</summary>
/// <param name="Succeeded">The hook took it.</param>
/// <param name="Message">How it ended, in one sentence.</param>
internal sealed record HookAttempt(bool Succeeded, string Message)
{
    /// <summary>What to do about it; null where nothing needs doing.</summary>
    public string? Recommendation { get; init; }

    /// <summary>The last lines of a script's output.</summary>
    public IReadOnlyList<string> Output { get; init; } = [];

    /// <summary>True where the hook wants nothing more of it.</summary>
    public bool IsFinal { get; init; }

    /// <summary>True where the next one would wait as long for nothing.</summary>
    public bool IsOutOfTime { get; init; }

    /// <summary>How long the other side asks to wait before the next attempt.</summary>
    public TimeSpan? Wait { get; init; }
}
