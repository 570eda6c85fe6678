using System.Management.Automation;

namespace Auth0Ps.ExtensionVault;

/// <summary>Refuses: an application has a secret as long as there is the application.</summary>
[Cmdlet(VerbsCommon.Remove, "Secret")]
public sealed class RemoveSecretCommand : VaultExtensionCommand
{
    /// <summary>The application's name or client id.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    private protected override Task RunAsync(CancellationToken cancellationToken) => throw new Auth0Exception(
        ErrorReason.RequestRefused,
        $"The secret of '{Name}' is not removed: an application at Auth0 always has one. Nothing was changed.",
        $"To make it useless, set another: Invoke-Auth0SecretRotation; to remove the application itself: Invoke-Auth0RestMethod -Method DELETE -Path clients/CLIENT_ID")
    { Target = Name };
}
