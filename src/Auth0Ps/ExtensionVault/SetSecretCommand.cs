using System.Collections;
using System.Management.Automation;
using System.Security;
using Auth0Ps.Security;
using Auth0Ps.Vaults;

namespace Auth0Ps.ExtensionVault;

/// <summary>Sets an application's client secret.</summary>
[Cmdlet(VerbsCommon.Set, "Secret")]
public sealed class SetSecretCommand : VaultExtensionCommand
{
    /// <summary>The application's name or client id.</summary>
    [Parameter]
    public string Name { get; set; } = "";

    /// <summary>The secret: text, a SecureString, or a PSCredential whose user name is the client id.</summary>
    [Parameter]
    public object? Secret { get; set; }

    /// <summary>
    /// Left aside with a warning. It is a parameter because SecretManagement (1.1.2) would otherwise set the secret, fail to add the
    /// metadata, and then remove what it set.
    /// </summary>
    [Parameter]
    public Hashtable? Metadata { get; set; }

    private protected override async Task RunAsync(CancellationToken cancellationToken)
    {
        var secret = Read((Secret as PSObject)?.BaseObject ?? Secret);
        await Open().WriteAsync(Name, secret, cancellationToken);
        if (Metadata is { Count: > 0 })
            EmitWarning($"The metadata for '{Name}' is not kept: a tenant has no place for it. The secret was set.");
    }

    private VaultSecret Read(object? value) => value switch
    {
        PSCredential credential => new VaultSecret(credential.UserName, credential.Password),
        SecureString secret => new VaultSecret(secret),
        string text => new VaultSecret(SecureStrings.Protect(text)),
        _ => throw new Auth0Exception(
            ErrorReason.InvalidArgument,
            $"A {value?.GetType().Name ?? "missing value"} cannot be an application's secret.",
            "Give the secret as text or SecureString, or a PSCredential whose user name is the client id.")
        { Target = Name },
    };
}
