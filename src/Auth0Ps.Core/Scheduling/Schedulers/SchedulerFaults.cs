using Auth0Ps.Scheduling.Running;

namespace Auth0Ps.Scheduling.Schedulers;

/// <summary>What schedulers complain about, in this module's words.</summary>
internal static class SchedulerFaults
{
    public static Auth0Exception Failed(string program, ToolResult result, string recommendation) => new(
        ErrorReason.SchedulerFailed,
        $"{program} refused: {result.Complaint}",
        recommendation)
    { Target = program };

    public static Auth0Exception Missing(RotationScheduler scheduler, string message, string recommendation) =>
        new(ErrorReason.SchedulerMissing, message, recommendation) { Target = scheduler };
}
