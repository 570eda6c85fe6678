using Auth0Ps.Scheduling.Running;
using Auth0Ps.Scheduling.Schedulers;

namespace Auth0Ps.Scheduling;

/// <summary>Makes a schedule's definition of what was asked for and of the environment it is asked for in.</summary>
internal static class ScheduleDraft
{
    private static readonly string[] Options = ["-NoLogo", "-NoProfile", "-NonInteractive", "-File"];

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>: a path cannot be written into an entry.</exception>
    public static async Task<ScheduleDefinition> MakeAsync(
        string name, string dataFolder, ScheduleRequest request, IScheduler scheduler, CancellationToken cancellationToken)
    {
        if ((dataFolder + request.Module).Any(char.IsControl))
            throw new Auth0Exception(ErrorReason.InvalidArgument, "A folder with a line break in its name cannot be written into a scheduler's entry.", "Rename the folder.") { Target = name };

        var folder = new ScheduleFolder(dataFolder, name);
        var scheduled = await scheduler.EnvironmentAsync(cancellationToken);
        return new ScheduleDefinition
        {
            Name = name,
            Scheduler = scheduler.Kind,
            Times = request.Times,
            Program = request.PowerShell[0],
            Arguments = [.. request.PowerShell.Skip(1), .. Options, folder.ScriptPath],
            Environment = ScheduledEnvironment.Carry(dataFolder, Environment.GetEnvironmentVariable, scheduled, request.PowerShellHome),
            DataFolder = dataFolder,
            Script = folder.ScriptPath,
            Module = request.Module,
            Files = [.. scheduler.FilesOf(name), folder.DefinitionPath, folder.ScriptPath],
        };
    }
}
