using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Scheduling;

namespace Auth0Ps.Commands;

/// <summary>Removes schedules without a trace.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "Auth0RotationSchedule", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, HelpUri = HelpAddress.Pages + "Unregister-Auth0RotationSchedule.md")]
public sealed class UnregisterAuth0RotationScheduleCommand : AsyncCommand
{
    /// <summary>Names, with wildcards.</summary>
    [Parameter(Position = 0, ParameterSetName = "Name", ValueFromPipeline = true, ValueFromPipelineByPropertyName = true)]
    [Names]
    [SupportsWildcards]
    [ValidateNotNullOrEmpty]
    [ArgumentCompleter(typeof(ScheduleNameCompleter))]
    public string[] Name { get; set; } = ["auth0ps"];

    /// <summary>Schedules from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public Auth0RotationSchedule? InputObject { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var schedules = new ScheduleRegistry(ModuleState.Current);
        foreach (var name in InputObject is null ? ScheduleNames.Match(schedules, Name, EmitError) : [InputObject.Name])
        {
            try
            {
                if (!await ShouldProcessAsync($"schedule '{name}'", "Unregister; what is due is no longer rotated by it"))
                    continue;
                await schedules.UnregisterAsync(name, StopToken);
                EmitVerbose($"Removed schedule '{name}', its script and the record of its last run.");
            }
            catch (Auth0Exception exception)
            {
                // One that stays does not keep the others.
                EmitError(exception);
            }
        }
    }
}
