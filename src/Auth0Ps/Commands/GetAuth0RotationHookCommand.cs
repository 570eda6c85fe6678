using System.Management.Automation;

namespace Auth0Ps.Commands;

/// <summary>Shows hooks, and how their deliveries stand.</summary>
[Cmdlet(VerbsCommon.Get, "Auth0RotationHook", DefaultParameterSetName = "Name", HelpUri = HelpAddress.Pages + "Get-Auth0RotationHook.md")]
[OutputType(typeof(Auth0RotationHook))]
public sealed class GetAuth0RotationHookCommand : HookNamesCommand
{
    /// <inheritdoc/>
    protected override Task ProcessAsync()
    {
        foreach (var hook in Chosen())
            Emit(hook);
        return Task.CompletedTask;
    }
}
