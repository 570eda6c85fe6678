
namespace Auth0Ps.Scheduling.Schedulers;

/// <summary>Finds the scheduler to use.</summary>
internal static class SchedulerChoice
{
    public static IScheduler Of(RotationScheduler kind) => kind switch
    {
        RotationScheduler.SystemdTimer => new SystemdScheduler(),
        RotationScheduler.Cron => new CronScheduler(),
        RotationScheduler.TaskScheduler => new WindowsTaskScheduler(),
        _ => new LaunchdScheduler(),
    };

    /// <summary>The scheduler asked for, else the best that works here.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.SchedulerMissing"/>: says of each why it cannot be used.</exception>
    public static async Task<IScheduler> RequireAsync(RotationScheduler? wanted, CancellationToken cancellationToken)
    {
        var faults = new List<Auth0Exception>();
        foreach (var scheduler in wanted is { } kind ? [Of(kind)] : Usual())
        {
            if (await scheduler.FindFaultAsync(cancellationToken) is not { } fault)
                return scheduler;
            faults.Add(fault);
        }

        throw faults.Count == 1
            ? faults[0]
            : new Auth0Exception(
                ErrorReason.SchedulerMissing,
                $"This machine has no scheduler that can be used. {string.Join(' ', faults.Select(fault => fault.Message))}",
                string.Join(' ', faults.Select(fault => $"{fault.Target}: {fault.RecommendedAction}")))
            { Target = faults[0].Target };
    }

    private static IScheduler[] Usual() =>
        OperatingSystem.IsWindows() ? [new WindowsTaskScheduler()]
        : OperatingSystem.IsMacOS() ? [new LaunchdScheduler(), new CronScheduler()]
        : [new SystemdScheduler(), new CronScheduler()];
}
