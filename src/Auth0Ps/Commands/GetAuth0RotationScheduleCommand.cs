using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Scheduling;

namespace Auth0Ps.Commands;

/// <summary>Shows schedules, and how their last run went.</summary>
[Cmdlet(VerbsCommon.Get, "Auth0RotationSchedule", HelpUri = HelpAddress.Pages + "Get-Auth0RotationSchedule.md")]
[OutputType(typeof(Auth0RotationSchedule))]
public sealed class GetAuth0RotationScheduleCommand : AsyncCommand
{
    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0, ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScheduleNameCompleter))]
    public string[] Name { get; set; } = ["*"];

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var schedules = new ScheduleRegistry(ModuleState.Current);
        foreach (var name in ScheduleNames.Match(schedules, Name, EmitError))
        {
            try
            {
                Emit(await schedules.FindAsync(name, StopToken));
            }
            catch (Auth0Exception exception)
            {
                // One that cannot be read does not hide the others.
                EmitError(exception);
            }
        }
    }
}
