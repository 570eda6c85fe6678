using System.Collections;
using System.Management.Automation;

namespace Auth0Ps.ExtensionVault;

/// <summary>Refuses: what is told of an application beside its name comes from Auth0.</summary>
[Cmdlet(VerbsCommon.Set, "SecretInfo")]
public sealed class SetSecretInfoCommand : VaultExtensionCommand
{
    /// <summary>The application's name or client id.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    /// <summary>The metadata.</summary>
    [Parameter]
    public Hashtable? Metadata { get; set; }

    private protected override Task RunAsync(CancellationToken cancellationToken) => throw new Auth0Exception(
        ErrorReason.RequestRefused,
        $"The metadata of '{Name}' is not set: what this vault says of an application comes from Auth0. Nothing was changed.",
        "To change the application's own: Invoke-Auth0RestMethod -Method PATCH -Path clients/CLIENT_ID -Body @{ client_metadata = @{ owner = 'team' } }")
    { Target = Name };
}
