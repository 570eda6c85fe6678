using System.Management.Automation;
using Auth0Ps.Parameters;
using Auth0Ps.Pipeline;
using Auth0Ps.Scheduling;

namespace Auth0Ps.Commands;

/// <summary>Has the system's scheduler rotate what is due.</summary>
[Cmdlet(VerbsLifecycle.Register, "Auth0RotationSchedule", DefaultParameterSetName = "Every", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, HelpUri = HelpAddress.Pages + "Register-Auth0RotationSchedule.md")]
[OutputType(typeof(Auth0RotationSchedule))]
public sealed class RegisterAuth0RotationScheduleCommand : AsyncCommand
{
    private string _powerShellHome = "";

    /// <summary>The schedule's name.</summary>
    [Parameter(Position = 0)]
    [ValidateNotNullOrEmpty]
    public string Name { get; set; } = "auth0ps";

    /// <summary>How often it runs: minutes that divide an hour, hours that divide a day, or one day.</summary>
    [Parameter(ParameterSetName = "Every")]
    [PlainNumber(PlainNumberUnit.Minutes)]
    public TimeSpan Every { get; set; } = TimeSpan.FromHours(1);

    /// <summary>The local time of day it runs at, <c>HH:mm</c>.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "At")]
    [ValidateNotNullOrEmpty]
    public string At { get; set; } = "";

    /// <summary>The scheduler; without it the best that works here.</summary>
    [Parameter]
    public RotationScheduler? Scheduler { get; set; }

    /// <summary>Replaces a schedule of that name.</summary>
    [Parameter]
    public SwitchParameter Force { get; set; }

    /// <inheritdoc/>
    protected override void Prepare() => _powerShellHome = (string)GetVariableValue("PSHOME");

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var schedules = new ScheduleRegistry(ModuleState.Current);
        var plan = await schedules.PlanAsync(Request(), StopToken);
        if (!await ShouldProcessAsync(plan.ToString(), Force ? "Register, in place of the one there is" : "Register"))
            return;

        var registered = await schedules.RegisterAsync(plan, StopToken);
        foreach (var remark in plan.Remarks)
            EmitWarning(remark);
        Emit(registered);
    }

    private ScheduleRequest Request() => new()
    {
        Name = Name,
        Scheduler = Scheduler,
        Times = ParameterSetName == "At" ? RunTimes.DailyAt(At) : RunTimes.Every(Every),
        PowerShell = PowerShellProgram.Find(_powerShellHome),
        PowerShellHome = _powerShellHome,
        Module = Path.Combine(MyInvocation.MyCommand.Module.ModuleBase, "Auth0Ps.psd1"),
        Replace = Force,
    };
}
