using Auth0Ps.Scheduling.Running;
using Auth0Ps.Scheduling.Schedulers;

namespace Auth0Ps.Scheduling;

/// <summary>Puts together what the scheduler and the runs themselves tell of a schedule.</summary>
internal static class ScheduleReport
{
    /// <summary>How much later a scheduler's start may be than the one the script wrote down and still be the same run's.</summary>
    private static readonly TimeSpan StartTime = TimeSpan.FromMinutes(1);

    public static async Task<Auth0RotationSchedule> MakeAsync(ScheduleDefinition definition, LastRun? run, CancellationToken cancellationToken)
    {
        var status = await StatusAsync(definition, cancellationToken);

        // A start that the script did not write down (PowerShell gone, out of memory) is known only to the scheduler.
        var schedulerKnowsLater = run is null || status.LastRunAt > run.StartedAt + StartTime;
        return new Auth0RotationSchedule
        {
            Name = definition.Name,
            Scheduler = definition.Scheduler,
            Runs = definition.Times.ToString(),
            Command = definition.Command,
            DataFolder = definition.DataFolder,
            Files = definition.Files,
            NextRunAt = status.Enabled ? definition.Times.Next(DateTimeOffset.UtcNow, TimeZoneInfo.Local) : null,
            LastRunAt = schedulerKnowsLater ? status.LastRunAt : run!.StartedAt.ToUniversalTime(),
            LastExitCode = schedulerKnowsLater ? status.LastExitCode : run!.ExitCode ?? (status.LastRunAt is null ? null : status.LastExitCode),
            LastMessage = schedulerKnowsLater ? null : run!.Message,
            Enabled = status.Enabled,
        };
    }

    private static async Task<SchedulerStatus> StatusAsync(ScheduleDefinition definition, CancellationToken cancellationToken)
    {
        try
        {
            return await SchedulerChoice.Of(definition.Scheduler).StatusAsync(definition.Name, cancellationToken);
        }
        catch (Auth0Exception exception) when (exception.Reason is ErrorReason.SchedulerMissing or ErrorReason.SchedulerFailed)
        {
            // A scheduler that is gone or does not answer runs nothing.
            return new SchedulerStatus(Enabled: false);
        }
    }
}
