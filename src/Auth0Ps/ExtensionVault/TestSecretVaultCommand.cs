using System.Management.Automation;

namespace Auth0Ps.ExtensionVault;

/// <summary>Tests the vault's parameters, its connection and the permissions; writes what is wrong.</summary>
[Cmdlet(VerbsDiagnostic.Test, "SecretVault")]
[OutputType(typeof(bool))]
public sealed class TestSecretVaultCommand : VaultExtensionCommand
{
    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            var settings = Settings;
            if (settings.Unknown.Count > 0)
                EmitWarning($"The vault '{VaultName}' has vault parameters that mean nothing to it: {string.Join(", ", settings.Unknown)}. Connection and Metadata do.");
            await Open(settings).TestAsync(cancellationToken);
            Emit(true);
        }
        catch (Auth0Exception exception)
        {
            Emit(false);
            EmitError(exception);
        }
    }
}
