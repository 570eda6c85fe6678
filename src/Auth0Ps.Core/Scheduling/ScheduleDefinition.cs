using Auth0Ps.Scheduling.Entries;

namespace Auth0Ps.Scheduling;

/// <summary>What one schedule is: all that its entry in a scheduler is written from.</summary>
internal sealed record ScheduleDefinition
{
    /// <summary>The name that is used when none is given.</summary>
    public const string DefaultName = "auth0ps";

    public required string Name { get; init; }

    public required RotationScheduler Scheduler { get; init; }

    public required RunTimes Times { get; init; }

    /// <summary>The absolute path of the program that runs.</summary>
    public required string Program { get; init; }

    /// <summary>What it is called with, one argument an item.</summary>
    public required IReadOnlyList<string> Arguments { get; init; }

    /// <summary>The variables of a run that a scheduler would not set, the data folder's among them.</summary>
    public required IReadOnlyDictionary<string, string> Environment { get; init; }

    /// <summary>Those of them that the entry sets: the data folder, and what PowerShell itself reads while it starts.</summary>
    public IEnumerable<KeyValuePair<string, string>> EntryEnvironment => Environment
        .Where(pair => ScheduledEnvironment.IsReadAtStart(pair.Key))
        .OrderBy(pair => pair.Key, StringComparer.Ordinal);

    /// <summary>The module as it was loaded when the schedule was registered.</summary>
    public required string Module { get; init; }

    public required string DataFolder { get; init; }

    /// <summary>The script that the program runs.</summary>
    public required string Script { get; init; }

    /// <summary>The files written for it, in the data folder and for the scheduler.</summary>
    public IReadOnlyList<string> Files { get; init; } = [];

    /// <summary>What the entry is called in the scheduler, where other programs have entries too.</summary>
    public string Id => IdOf(Name);

    /// <summary>The command as it could be typed.</summary>
    public string Command => Scheduler == RotationScheduler.TaskScheduler
        ? TaskXml.Quote([Program, .. Arguments])
        : ShellText.Quote([Program, .. Arguments]);

    /// <summary>Different for each name: all but the default one carry the prefix.</summary>
    public static string IdOf(string name) => name == DefaultName ? DefaultName : $"{DefaultName}-{name}";
}
