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

/// <summary>Which types each vault keeps, found out on throw-away entries and remembered for the life of the process.</summary>
internal static class VaultForms
{
    private static readonly ConcurrentDictionary<(string Vault, VaultSecretKind Kind), VaultForm> Known = new();

    /// <summary>The form that the vault has proven to keep.</summary>
    public static VaultForm Proven(RegisteredVault vault, VaultSecretKind kind) =>
        Known.TryGetValue((vault.Identity, kind), out var known) ? known : Known[(vault.Identity, kind)] = Prove(vault, kind);

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

    private static VaultForm Prove(RegisteredVault vault, VaultSecretKind kind)
    {
        // A new name each time: some vaults keep the names of removed entries reserved.
        var entry = $"auth0ps-probe-{Guid.NewGuid():n}";
        using var random = SecretGenerator.NewClientSecret();
        var secret = kind == VaultSecretKind.Credential ? new VaultSecret("auth0ps-probe", random) : new VaultSecret(random);
        var reasons = new List<string>();
        foreach (var form in kind == VaultSecretKind.Credential ? [VaultForm.PSCredential] : (VaultForm[])[VaultForm.SecureString, VaultForm.String])
        {
            var why = VaultOperations.WhyNotWritten(vault, entry, secret, form);
            var removed = VaultOperations.Remove(vault, entry);
            if (why is null && removed)
                return form;
            reasons.Add(why ?? "the entry is gone by itself.");
        }

        throw VaultFailures.KindNotKept(vault, kind, string.Join(" ", reasons.Distinct(StringComparer.Ordinal)));
    }
}
