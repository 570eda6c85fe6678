using System.Management.Automation;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Commands;

/// <summary>Removes hooks, and what waits for them.</summary>
[Cmdlet(VerbsLifecycle.Unregister, "Auth0RotationHook", DefaultParameterSetName = "Name", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, HelpUri = HelpAddress.Pages + "Unregister-Auth0RotationHook.md")]
public sealed class UnregisterAuth0RotationHookCommand : HookNamesCommand
{
    /// <summary>Hooks from the pipeline.</summary>
    [Parameter(Mandatory = true, ParameterSetName = "InputObject", ValueFromPipeline = true)]
    public Auth0RotationHook? InputObject { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        // Without a name all would go.
        if (InputObject is null && !MyInvocation.BoundParameters.ContainsKey(nameof(Name)))
            throw new Auth0Exception(ErrorReason.InvalidArgument, "It is not said which hook is to be removed.", "Name it, or * for all.");
        foreach (var hook in InputObject is null ? Chosen() : [InputObject])
        {
            try
            {
                var lost = hook.Waiting == 0 ? "" : $"; {hook.Waiting} deliveries that wait for it are lost";
                if (!await ShouldProcessAsync($"hook '{hook.Name}' ({hook.Target})", $"Unregister{lost}"))
                    continue;
                await ModuleState.Current.Hooks.RemoveAsync(hook, StopToken);
                EmitVerbose($"Removed hook '{hook.Name}'{lost}.");
            }
            catch (Auth0Exception exception)
            {
                // One that stays does not keep the others.
                EmitError(exception);
            }
        }
    }
}
