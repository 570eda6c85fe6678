using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Pipeline;
using Auth0Ps.State;

namespace Auth0Ps.Commands;

/// <summary>Sets where the state is, for all processes that use the data folder.</summary>
[Cmdlet(VerbsCommon.Set, "Auth0StateStore", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, HelpUri = HelpAddress.Pages + "Set-Auth0StateStore.md")]
[OutputType(typeof(Auth0StateStore))]
public sealed class SetAuth0StateStoreCommand : AsyncCommand
{
    /// <summary>The store: <c>folder:PATH</c>, <c>postgresql://USER@HOST/DATABASE</c> or <c>https://ACCOUNT.blob.core.windows.net/CONTAINER</c>.</summary>
    [Parameter(Mandatory = true, Position = 0, ValueFromPipelineByPropertyName = true)]
    [ValidateNotNullOrEmpty]
    public string Location { get; set; } = "";

    /// <summary>The vault that holds what signs in to the server or the container; nothing is put there.</summary>
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
            await SetAsync(StateLocation.Parse(Location, "-Location").WithPassword(Vault, SecretName));
        }
        catch (Auth0Exception exception)
        {
            EmitError(exception);
        }
    }

    private async Task SetAsync(StateLocation location)
    {
        if (!await ShouldProcessAsync($"state store '{location.Text}'", "Keep connections, rotations and their journal there; what is stored now stays where it is and is not seen"))
            return;

        // One that cannot be used is not set: every command would fail.
        var version = await Task.Run(() => ModuleState.Stores.Open(location).RequireUsable(), StopToken);
        ModuleState.Stores.Set(location);
        if (ModuleState.Stores.IsOfEnvironment)
            EmitWarning($"The variable {StateStores.Variable} names a store as well, and wins while it is set.");
        if (PassThru)
            Emit(location.ToStore() with { Version = version, Reachable = true });
    }
}
