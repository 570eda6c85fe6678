using Auth0Ps.OAuth.Keys;
using Auth0Ps.Security;
using Auth0Ps.Vaults;

namespace Auth0Ps.Connections;

/// <summary>Tells client secrets and private keys in vault entries apart.</summary>
internal static class VaultEntryKind
{
    /// <summary>True for a private key in whatever form; no client secret looks like one.</summary>
    public static bool IsKey(VaultSecret entry) =>
        SecureStrings.Use(entry.Secret, (object?)null, static (bytes, _) => PrivateKeyReader.IsKey(bytes));

    /// <summary>What a vault is to hold: the client secret, or the key without its passphrase, as the vault protects it.</summary>
    public static VaultSecret ToEntry(ConnectionSecret secret)
    {
        if (secret.PrivateKey is null)
            return new VaultSecret(secret.ClientSecret!);

        using var key = PrivateKeyReader.FromText(secret.PrivateKey, secret.KeyPassphrase);
        return new VaultSecret(PrivateKeyText.Of(key));
    }
}
