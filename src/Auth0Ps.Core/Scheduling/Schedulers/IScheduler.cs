using Auth0Ps.Scheduling.Preflight;

namespace Auth0Ps.Scheduling.Schedulers;

/// <summary>What a scheduler says about an entry.</summary>
/// <param name="Enabled">True when the entry is there and switched on.</param>
/// <param name="LastRunAt">When it last ran; null where the scheduler does not tell.</param>
/// <param name="LastExitCode">How that ended; null where the scheduler does not tell.</param>
internal sealed record SchedulerStatus(bool Enabled, DateTimeOffset? LastRunAt = null, int? LastExitCode = null);

/// <summary>A scheduler of an operating system.</summary>
internal interface IScheduler
{
    /// <summary>Which one it is.</summary>
    RotationScheduler Kind { get; }

    /// <summary>Looks whether it can be used here and now.</summary>
    /// <returns>Null when it can, else why not (<see cref="ErrorReason.SchedulerMissing"/>).</returns>
    Task<Auth0Exception?> FindFaultAsync(CancellationToken cancellationToken);

    /// <summary>The environment it gives to what it runs.</summary>
    Task<Dictionary<string, string>> EnvironmentAsync(CancellationToken cancellationToken);

    /// <summary>What would keep its runs from happening.</summary>
    Task<IReadOnlyList<PreflightProblem>> CheckAsync(CancellationToken cancellationToken);

    /// <summary>What the user should know about its runs.</summary>
    IEnumerable<string> Remarks { get; }

    /// <summary>The files it keeps for an entry; empty when it keeps the entry elsewhere.</summary>
    IReadOnlyList<string> FilesOf(string name);

    /// <summary>Whether an entry of that name is there, made by this module or not.</summary>
    Task<bool> HasAsync(string name, CancellationToken cancellationToken);

    /// <summary>Makes the entry and switches it on.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.SchedulerFailed"/>.</exception>
    Task AddAsync(ScheduleDefinition schedule, CancellationToken cancellationToken);

    /// <summary>How the entry is now.</summary>
    Task<SchedulerStatus> StatusAsync(string name, CancellationToken cancellationToken);

    /// <summary>Removes the entry and all that the scheduler knows of it; does nothing when it is not there.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.SchedulerFailed"/>.</exception>
    Task RemoveAsync(string name, CancellationToken cancellationToken);
}
