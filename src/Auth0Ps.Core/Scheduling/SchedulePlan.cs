using Auth0Ps.Scheduling.Schedulers;

namespace Auth0Ps.Scheduling;

/// <summary>A schedule that may be registered: its preflight has passed.</summary>
internal sealed class SchedulePlan
{
    internal SchedulePlan(ScheduleDefinition definition, IScheduler scheduler)
    {
        Definition = definition;
        Scheduler = scheduler;
    }

    /// <summary>The scheduler chosen.</summary>
    public RotationScheduler Kind => Scheduler.Kind;

    /// <summary>What the user should know about its runs.</summary>
    public IEnumerable<string> Remarks => Scheduler.Remarks;

    internal ScheduleDefinition Definition { get; }

    internal IScheduler Scheduler { get; }

    /// <summary>In words.</summary>
    public override string ToString() => $"schedule '{Definition.Name}' ({Kind}), {Definition.Times}";
}
