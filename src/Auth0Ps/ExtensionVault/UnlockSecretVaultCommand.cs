using System.Management.Automation;
using System.Security;

namespace Auth0Ps.ExtensionVault;

/// <summary>Sees that the connection can sign in; there is no password that a tenant could be unlocked with.</summary>
[Cmdlet(VerbsCommon.Unlock, "SecretVault")]
public sealed class UnlockSecretVaultCommand : VaultExtensionCommand
{
    /// <summary>Not used.</summary>
    [Parameter]
    public SecureString? Password { get; set; }

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        await Open().UnlockAsync(cancellationToken);
        if (Password is { Length: > 0 })
            EmitWarning($"The vault '{VaultName}' has no password: its connection signs in by itself. The one given was not used.");
    }
}
