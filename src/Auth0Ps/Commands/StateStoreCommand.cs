using System.Management.Automation;
using Auth0Ps.Completion;
using Auth0Ps.Pipeline;
using Auth0Ps.State;

namespace Auth0Ps.Commands;

/// <summary>A command that is given a state store, and what signs in there.</summary>
public abstract class StateStoreCommand : AsyncCommand
{
    private protected StateStoreCommand()
    {
    }

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

    /// <summary>The store as it was written; a parameter of each command, because their aliases differ.</summary>
    private protected abstract string Written { get; }

    /// <inheritdoc/>
    protected override async Task ProcessAsync()
    {
        try
        {
            await UseAsync(StateLocation.Parse(Written, "-Location").WithPassword(Vault, SecretName));
        }
        catch (Auth0Exception exception)
        {
            EmitError(exception);
        }
    }

    /// <summary>Does what is to be done with the store.</summary>
    private protected abstract Task UseAsync(StateLocation location);

    /// <summary>Returns the store, which is used now, where that was asked for.</summary>
    private protected void EmitUsed(StateLocation location, int version)
    {
        if (PassThru)
            Emit(location.ToStore() with { Version = version, Reachable = true });
    }
}
