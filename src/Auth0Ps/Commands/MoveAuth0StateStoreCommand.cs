using System.Management.Automation;
using Auth0Ps.Pipeline;
using Auth0Ps.State;
using Auth0Ps.State.Moving;

namespace Auth0Ps.Commands;

/// <summary>Moves the state from where it is to another store, and sets that one.</summary>
[Cmdlet(VerbsCommon.Move, "Auth0StateStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, HelpUri = HelpAddress.Pages + "Move-Auth0StateStore.md")]
[OutputType(typeof(Auth0StateStore))]
public sealed class MoveAuth0StateStoreCommand : StateStoreCommand
{
    /// <summary>The store to move to, in the words of <c>Set-Auth0StateStore</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("To")]
    public string Location { get; set; } = "";

    private protected override string Written => Location;

    private protected override async Task UseAsync(StateLocation location)
    {
        var stores = ModuleState.Stores;
        var from = stores.Location;
        if (!await ShouldProcessAsync($"state store '{from.Written}'", $"Move connections, rotations, hooks, journal and history to '{location.Written}', where everybody who uses them has to look from now on"))
            return;
        var version = await Task.Run(() => new StoreMove(stores, ModuleState.Current.Limits, ModuleState.Current.Time) { Reached = step => EmitVerbose($"Moving: {step}.") }.RunAsync(location, StopToken), StopToken);
        if (stores.IsOfEnvironment && !stores.Location.IsSameAs(location))
            EmitWarning($"The variable {StateStores.Variable} still names the old place, which is no longer used: set it to '{location.Written}' here and wherever else it is set.");
        EmitUsed(location, version);
    }
}
