using System.Collections;
using System.Management.Automation;
using Auth0Ps.Pipeline;
using Auth0Ps.SecretManagement;
using Auth0Ps.Vaults.TenantVaults;

namespace Auth0Ps.ExtensionVault;

/// <summary>
/// A command that SecretManagement calls on a tenant registered as a vault. Errors are written, never thrown: SecretManagement (1.1.2)
/// replaces what a vault throws by a text of its own.
/// </summary>
/// <remarks>
/// While it runs, SecretManagement is busy for the whole process. So it is done after a while, waits for nobody in this process, and
/// what it has to know of another vault it asks that vault's module itself (<see cref="WithinVault"/>).
/// </remarks>
public abstract class VaultExtensionCommand : AsyncCommand
{
    /// <summary>The name that the vault is registered under.</summary>
    [Parameter]
    public string VaultName { get; set; } = "";

    /// <summary>What the vault was registered with.</summary>
    [Parameter]
    public Hashtable AdditionalParameters { get; set; } = [];

    /// <summary>How long the command may take.</summary>
    private protected virtual TimeSpan Limit => TimeSpan.FromMinutes(1);

    private protected TenantVaultSettings Settings => TenantVaultSettings.Read(VaultName, AdditionalParameters);

    /// <inheritdoc/>
    protected sealed override async Task ProcessAsync()
    {
        using var within = WithinVault.Enter();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(StopToken);
        limit.CancelAfter(Limit);
        try
        {
            await RunAsync(limit.Token);
        }
        catch (OperationCanceledException exception) when (limit.IsCancellationRequested && !StopToken.IsCancellationRequested)
        {
            throw new Auth0Exception(
                ErrorReason.Timeout,
                $"The vault '{VaultName}' was not done within {Limit.TotalSeconds:0} seconds.",
                "Try again; Test-SecretVault shows whether the tenant answers at all.",
                exception)
            { Target = VaultName };
        }
    }

    private protected abstract Task RunAsync(CancellationToken cancellationToken);

    private protected TenantVault Open() => Open(Settings);

    private protected TenantVault Open(TenantVaultSettings settings) =>
        new(VaultName, settings.FindConnection(ModuleState.Current.Connections), ModuleState.Current, trace => EmitVerbose(trace.ToString()));
}
