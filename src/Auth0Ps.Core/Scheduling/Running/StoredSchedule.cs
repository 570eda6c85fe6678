
namespace Auth0Ps.Scheduling.Running;

/// <summary>A schedule's definition as its file has it; the environment holds folders and addresses, never a secret.</summary>
internal sealed record StoredSchedule
{
    public string Name { get; init; } = "";

    public RotationScheduler Scheduler { get; init; }

    public int EveryMinutes { get; init; }

    public TimeOnly At { get; init; }

    public string Program { get; init; } = "";

    public IReadOnlyList<string> Arguments { get; init; } = [];

    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public string Script { get; init; } = "";

    public string Module { get; init; } = "";

    public IReadOnlyList<string> Files { get; init; } = [];

    public static StoredSchedule From(ScheduleDefinition schedule) => new()
    {
        Name = schedule.Name,
        Scheduler = schedule.Scheduler,
        EveryMinutes = schedule.Times.Step,
        At = schedule.Times.At,
        Program = schedule.Program,
        Arguments = schedule.Arguments,
        Environment = schedule.Environment,
        Script = schedule.Script,
        Module = schedule.Module,
        Files = schedule.Files,
    };

    public ScheduleDefinition ToDefinition(string dataFolder) => new()
    {
        Name = Name,
        Scheduler = Scheduler,
        Times = At == TimeOnly.MinValue ? RunTimes.Every(TimeSpan.FromMinutes(EveryMinutes)) : RunTimes.DailyAt(At),
        Program = Program,
        Arguments = Arguments,
        Environment = Environment,
        DataFolder = dataFolder,
        Script = Script,
        Module = Module,
        Files = Files,
    };
}
