using System.Management.Automation;
using Auth0Ps.Hooks;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>Sends hooks a test.</summary>
[Cmdlet(VerbsDiagnostic.Test, "Auth0RotationHook", DefaultParameterSetName = "Name", HelpUri = HelpAddress.Pages + "Test-Auth0RotationHook.md")]
[OutputType(typeof(Auth0RotationHookTest), typeof(bool))]
public sealed class TestAuth0RotationHookCommand : HookNamesCommand
{
    /// <summary>Hooks from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public Auth0RotationHook? InputObject { get; set; }

    /// <summary>Returns only whether all is well.</summary>
    [Parameter]
    public SwitchParameter Quiet { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        var tester = new HookTester(ModuleState.Current);
        foreach (var hook in InputObject is null ? Chosen() : [InputObject])
        {
            var test = await tester.TestAsync(hook, StopToken);
            Emit(Quiet ? test.Succeeded : test);
        }
    }
}
