namespace Auth0Ps;

/// <summary>An entry in the system's scheduler that rotates what is due, and how it went last.</summary>
public sealed record Auth0RotationSchedule
{
    // No public constructor: PowerShell would make one of any object that has a name.
    internal Auth0RotationSchedule()
    {
    }

    /// <summary>Its name, a slug of 1 to 64 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The scheduler that has it.</summary>
    public required RotationScheduler Scheduler { get; init; }

    /// <summary>When it runs, in words: <c>every 15 minutes</c>, <c>daily at 03:30</c> (local time).</summary>
    public required string Runs { get; init; }

    /// <summary>What is run, as it could be typed in the system's shell.</summary>
    public required string Command { get; init; }

    /// <summary>The data folder its runs use; it has to persist between them.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The files written for it; all of them go when it is unregistered.</summary>
    public IReadOnlyList<string> Files { get; init => field = value.ToArray(); } = [];

    /// <summary>When it is to run next (UTC); null when it is not enabled.</summary>
    public DateTimeOffset? NextRunAt { get; init; }

    /// <summary>When its last run began (UTC); null when it never ran.</summary>
    public DateTimeOffset? LastRunAt { get; init; }

    /// <summary>The last run's exit code, 0 when all went well; null when it never ran or still runs.</summary>
    public int? LastExitCode { get; init; }

    /// <summary>What the last run failed with; null when it did not. Never a secret.</summary>
    public string? LastMessage { get; init; }

    /// <summary>True when the scheduler has the entry and will run it.</summary>
    public bool Enabled { get; init; }

    /// <summary>The schedule's name.</summary>
    public override string ToString() => Name;
}
