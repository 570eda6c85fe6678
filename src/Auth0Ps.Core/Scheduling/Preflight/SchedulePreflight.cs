using System.Diagnostics;
using System.Text.Json;
using Auth0Ps.Scheduling.Running;
using Auth0Ps.Scheduling.Schedulers;
using Auth0Ps.State;

namespace Auth0Ps.Scheduling.Preflight;

/// <summary>Tries out what a scheduler's runs will find: the same PowerShell, in the scheduler's environment, with nobody to answer.</summary>
internal static class SchedulePreflight
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.PreflightFailed"/>: names all that was found and what to type.</exception>
    public static async Task RequireAsync(Auth0State state, ScheduleDefinition schedule, IScheduler scheduler, CancellationToken cancellationToken)
    {
        var scheduled = await scheduler.EnvironmentAsync(cancellationToken);
        List<PreflightProblem> problems =
        [
            .. await scheduler.CheckAsync(cancellationToken),
            .. ScheduledEnvironment.Withheld(Environment.GetEnvironmentVariable, scheduled).Select(name => new PreflightProblem(
                $"{name} holds a password, which is written to no file, so scheduled runs would go without this proxy.",
                $"Set {name} without a password, or clear it when the tenant is reached without it: $env:{name} = ''")),
            .. await RunAsync(state, schedule, scheduled, cancellationToken),
        ];
        if (problems.Count == 0)
            return;

        throw new Auth0Exception(
            ErrorReason.PreflightFailed,
            $"Nobody would be there to help scheduled runs, and they would fail: {Join(problems.Select(problem => problem.Detail))}",
            Join(problems.Select(problem => problem.Recommendation).Distinct(StringComparer.Ordinal)))
        { Target = schedule.Name };
    }

    private static TimeSpan LimitOf(Auth0State state)
    {
        try
        {
            return state.Limits.Preflight + (state.Rotations.Definitions.Count * state.Limits.PreflightOfRotation);
        }
        catch (Auth0Exception)
        {
            // The preflight finds that out by itself, and says so together with all else.
            return state.Limits.Preflight;
        }
    }

    private static string Join(IEnumerable<string> texts)
    {
        var list = texts.ToList();
        return list.Count == 1 ? list[0] : string.Join(' ', list.Select((text, index) => $"({index + 1}) {text}"));
    }

    private static async Task<List<PreflightProblem>> RunAsync(Auth0State state, ScheduleDefinition schedule, Dictionary<string, string> scheduled, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("auth0ps-preflight-").FullName;
        try
        {
            var script = Path.Combine(folder, "preflight.ps1");
            await File.WriteAllTextAsync(
                script,
                PreflightScript.Write(schedule, Environment.GetEnvironmentVariable("HOME"), Environment.GetEnvironmentVariable("SUDO_USER")),
                cancellationToken);
            var result = await ExternalTool.RunAsync(Start(schedule, script, scheduled), LimitOf(state), cancellationToken);
            return Read(result) ?? [Broken(schedule, result)];
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static ProcessStartInfo Start(ScheduleDefinition schedule, string script, Dictionary<string, string> scheduled)
    {
        var start = new ProcessStartInfo(schedule.Program) { WorkingDirectory = Path.GetDirectoryName(script)! };
        foreach (var argument in schedule.Arguments)
            start.ArgumentList.Add(argument == schedule.Script ? script : argument);
        start.Environment.Clear();
        foreach (var (name, value) in scheduled.Concat(schedule.EntryEnvironment))
            start.Environment[name] = value;
        return start;
    }

    private static List<PreflightProblem>? Read(ToolResult result)
    {
        var line = result.Output.Split('\n').LastOrDefault(line => line.StartsWith(PreflightScript.Mark, StringComparison.Ordinal));
        try
        {
            return line is null ? null : JsonSerializer.Deserialize<List<PreflightProblem>>(line[PreflightScript.Mark.Length..], Json);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static PreflightProblem Broken(ScheduleDefinition schedule, ToolResult result) =>
        new($"'{schedule.Program}' does not run a script without a person: {result.Complaint}", $"Try it by hand: {schedule.Program} -NoProfile -NonInteractive -Command Get-Date");
}
