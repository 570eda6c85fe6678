using System.Management.Automation;

namespace Auth0Ps.ExtensionVault;

/// <summary>Reads an application's credential.</summary>
[Cmdlet(VerbsCommon.Get, "Secret")]
[OutputType(typeof(PSCredential))]
public sealed class GetSecretCommand : VaultExtensionCommand
{
    /// <summary>The application's name or client id.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    // Nothing for a name that is not there: SecretManagement says so, or asks the next vault.
    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        if (await Open().ReadAsync(Name, cancellationToken) is { } found)
            Emit(new PSCredential(found.UserName!, found.Secret));
    }
}
