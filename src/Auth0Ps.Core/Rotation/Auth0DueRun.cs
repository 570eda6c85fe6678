using System.Globalization;

namespace Auth0Ps;

/// <summary>What a run of everything that is due came to: what a script looks at to know whether anything was there to be done.</summary>
public sealed record Auth0DueRun
{
    // No public constructor: PowerShell would make one of any object that has a name.
    internal Auth0DueRun()
    {
    }

    /// <summary>Where the state is; never a password.</summary>
    public required string Store { get; init; }

    /// <summary>How many rotations are saved there, or of the connection that was named.</summary>
    public required int Saved { get; init; }

    /// <summary>How many were due when the run began, with what was left unfinished or announced, and keys whose overlap had ended.</summary>
    public required int Due { get; init; }

    /// <summary>How many of them this run rotated.</summary>
    public int Succeeded { get; init; }

    /// <summary>How many it announced.</summary>
    public int Announced { get; init; }

    /// <summary>How many failed and changed nothing.</summary>
    public int Failed { get; init; }

    /// <summary>How many have yet to be finished.</summary>
    public int Interrupted { get; init; }

    /// <summary>How many it did not begin, because another run was faster or is at work on them.</summary>
    public int Skipped { get; init; }

    /// <summary>When the next one is due of those that were not (UTC); null where none rotates by itself.</summary>
    public DateTimeOffset? NextRotationAt { get; init; }

    /// <summary>One sentence for a person.</summary>
    public override string ToString()
    {
        var saved = string.Create(CultureInfo.InvariantCulture, $"{Saved} rotation{(Saved == 1 ? " is" : "s are")} saved in {Store}");
        if (Due == 0)
            return Saved == 0 ? $"No rotation is saved in {Store}, so that none was due." : $"Nothing was due: {saved}; {(NextRotationAt is { } next ? $"the next one is due at {next.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "none rotates by itself")}.";
        (int Count, string Word)[] ends = [(Succeeded, "rotated"), (Announced, "announced"), (Failed, "failed"), (Interrupted, "interrupted"), (Skipped, "left to another run")];
        var ended = ends.Where(static end => end.Count > 0).Select(static end => string.Create(CultureInfo.InvariantCulture, $"{end.Count} {end.Word}")).ToList();
        return string.Create(CultureInfo.InvariantCulture, $"{Due} due{(ended.Count == 0 ? ", none begun" : $": {string.Join(", ", ended)}")}; {saved}.");
    }
}
