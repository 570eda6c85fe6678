using System.Management.Automation;
using Auth0Ps.Pipeline;
using Auth0Ps.State;

namespace Auth0Ps.Commands;

/// <summary>Shows where the state is, and whether it can be used.</summary>
[Cmdlet(VerbsCommon.Get, "Auth0StateStore", HelpUri = HelpAddress.Pages + "Get-Auth0StateStore.md")]
[OutputType(typeof(Auth0StateStore))]
public sealed class GetAuth0StateStoreCommand : AsyncCommand
{
    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        try
        {
            await ShowAsync(ModuleState.Stores.Location);
        }
        catch (Auth0Exception exception)
        {
            EmitError(exception);
        }
    }

    private async Task ShowAsync(StateLocation location)
    {
        try
        {
            var version = await Task.Run(() => ModuleState.Stores.Open(location).RequireUsable(), StopToken);
            Emit(location.ToStore() with { Version = version, Reachable = true });
        }
        catch (Auth0Exception exception)
        {
            // That it is not reachable is what is asked for.
            Emit(location.ToStore() with { Message = $"{exception.Message} {exception.RecommendedAction}" });
        }
    }
}
