
namespace Auth0Ps.Scheduling;

/// <summary>What a schedule is to be.</summary>
internal sealed record ScheduleRequest
{
    /// <summary>Its name, a slug.</summary>
    public required string Name { get; init; }

    /// <summary>The scheduler; null for the best that works here.</summary>
    public RotationScheduler? Scheduler { get; init; }

    /// <summary>When it runs.</summary>
    public required RunTimes Times { get; init; }

    /// <summary>The absolute path of the PowerShell that runs it, and what that is called with before its own parameters.</summary>
    public required IReadOnlyList<string> PowerShell { get; init; }

    /// <summary>PowerShell's own folder.</summary>
    public required string PowerShellHome { get; init; }

    /// <summary>The absolute path of the module's manifest.</summary>
    public required string Module { get; init; }

    /// <summary>Replaces a schedule of that name.</summary>
    public bool Replace { get; init; }
}
