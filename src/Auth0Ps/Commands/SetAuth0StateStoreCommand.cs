using System.Management.Automation;
using Auth0Ps.Pipeline;
using Auth0Ps.State;

namespace Auth0Ps.Commands;

/// <summary>Sets where the state is, for all processes that use the data folder.</summary>
[Cmdlet(VerbsCommon.Set, "Auth0StateStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, HelpUri = HelpAddress.Pages + "Set-Auth0StateStore.md")]
[OutputType(typeof(Auth0StateStore))]
public sealed class SetAuth0StateStoreCommand : StateStoreCommand
{
    /// <summary>The store: <c>folder:PATH</c>, <c>postgresql://USER@HOST/DATABASE</c> or <c>https://ACCOUNT.blob.core.windows.net/CONTAINER</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Location { get; set; } = "";

    private protected override string Written => Location;

    private protected override async Task UseAsync(StateLocation location)
    {
        if (!await ShouldProcessAsync($"state store '{location.Text}'", "Keep connections, rotations and their journal there; what is stored now stays where it is and is not seen"))
            return;

        // One that cannot be used is not set: every command would fail.
        var version = await Task.Run(() => ModuleState.Stores.Open(location).RequireUsable(), StopToken);
        ModuleState.Stores.Set(location);
        if (ModuleState.Stores.IsOfEnvironment)
            EmitWarning($"The variable {StateStores.Variable} names a store as well, and wins while it is set.");
        EmitUsed(location, version);
    }
}
