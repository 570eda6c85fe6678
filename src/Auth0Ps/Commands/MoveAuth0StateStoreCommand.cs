using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Pipeline;
using Auth0Ps.State;
using Auth0Ps.State.Moving;

namespace Auth0Ps.Commands;

/// <summary>Moves the state from where it is to another store, and sets that one.</summary>
[Cmdlet(VerbsCommon.Move, "Auth0StateStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, HelpUri = HelpAddress.Pages + "Move-Auth0StateStore.md")]
[OutputType(typeof(Auth0StateStore))]
public sealed class MoveAuth0StateStoreCommand : AsyncCommand
{
    /// <summary>The store to move to, in the words of <c>Set-Auth0StateStore</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    [Alias("To")]
    public string Location { get; set; } = "";

    /// <summary>The vault that holds what signs in there; nothing is put there.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    [ArgumentCompleter(typeof(VaultNameCompleter))]
    public string? Vault { get; set; }

    /// <summary>The entry's name in that vault.</summary>
    [Parameter(ValueFromPipelineByPropertyName = true)]
    public string? SecretName { get; set; }

    /// <summary>Returns the store.</summary>
    [Parameter]
    public SwitchParameter PassThru { get; set; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        try
        {
            await MoveAsync(StateLocation.Parse(Location, "-Location").WithPassword(Vault, SecretName));
        }
        catch (Auth0Exception exception)
        {
            EmitError(exception);
        }
    }

    private async Task MoveAsync(StateLocation to)
    {
        var stores = ModuleState.Stores;
        var from = stores.Location;
        if (!await ShouldProcessAsync($"state store '{from.Written}'", $"Move connections, rotations, hooks, journal and history to '{to.Written}', where everybody who uses them has to look from now on"))
            return;
        var version = await Task.Run(() => new StoreMove(stores, ModuleState.Current.Limits, ModuleState.Current.Time) { Reached = step => EmitVerbose($"Moving: {step}.") }.RunAsync(to, StopToken), StopToken);
        if (stores.IsOfEnvironment && !stores.Location.IsSameAs(to))
            EmitWarning($"The variable {StateStores.Variable} still names the old place, which is no longer used: set it to '{to.Written}' here and wherever else it is set.");
        if (PassThru)
            Emit(to.ToStore() with { Version = version, Reachable = true });
    }
}
