using System.Collections.Concurrent;
using System.Management.Automation;
using System.Security;
using Auth0Ps.Security;

namespace Auth0Ps.Vaults;

/// <summary>The types that a secret can be handed to a vault as.</summary>
internal enum VaultForm
{
    SecureString,
    String,
    PSCredential,
}

/// <summary>Which types each vault keeps, found out when an entry is first written and remembered for the life of the process.</summary>
internal static class VaultForms
{
    private static readonly ConcurrentDictionary<(string Vault, VaultSecretKind Kind), VaultForm> Known = new();

    /// <summary>The forms to try, one after the other: the one that the vault is known to keep, or all.</summary>
    public static IReadOnlyList<VaultForm> For(RegisteredVault vault, VaultSecretKind kind) =>
        Known.TryGetValue((vault.Identity, kind), out var known)
            ? [known]
            : kind == VaultSecretKind.Credential ? [VaultForm.PSCredential] : [VaultForm.SecureString, VaultForm.String];

    /// <summary>The vault was seen to keep a form.</summary>
    public static void Learn(RegisteredVault vault, VaultSecretKind kind, VaultForm form) => Known[(vault.Identity, kind)] = form;

    public static object ToValue(VaultSecret secret, VaultForm form) => form switch
    {
        VaultForm.SecureString => secret.Secret,
        VaultForm.String => SecretText.Reveal(secret.Secret),
        _ => new PSCredential(secret.UserName!, secret.Secret),
    };

    /// <summary>A <see cref="VaultSecret"/>, or the value itself when it is neither text nor a credential.</summary>
    public static object FromValue(object value) => value switch
    {
        PSCredential credential => new VaultSecret(credential.UserName, credential.Password),
        SecureString secret => new VaultSecret(secret),
        _ => value,
    };
}
