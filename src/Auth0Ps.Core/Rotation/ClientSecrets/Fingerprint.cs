using System.Security;
using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Security;
using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation.ClientSecrets;

/// <summary>Recognises a secret in the journal without telling what it is: an HMAC whose key is in the vault, not beside the journal.</summary>
internal static class Fingerprint
{
    /// <summary>The entry that holds the key, in each vault that rotations write to.</summary>
    internal const string KeyEntry = "auth0ps-fingerprint-key";

    /// <summary>The vault's key; null when there is none.</summary>
    public static async Task<SecureString?> FindKeyAsync(IVaultEntries entries) =>
        (await entries.ReadAsync(KeyEntry, CancellationToken.None))?.Secret;

    /// <summary>The vault's key, made when there is none yet.</summary>
    public static async Task<SecureString> KeyAsync(IVaultEntries entries)
    {
        if (await FindKeyAsync(entries) is { } found)
            return found;

        var key = SecretGenerator.NewClientSecret();
        await entries.KeepAsync(KeyEntry, new VaultSecret(key), mayRemoveFirst: false);
        return key;
    }

    /// <summary>The fingerprint of a client's secret.</summary>
    public static string Of(SecureString secret, string clientId, SecureString key) =>
        SecureStrings.Use(key, (secret, clientId), static (keyBytes, what) =>
        {
            var copy = keyBytes.ToArray();
            try
            {
                return SecureStrings.Use(what.secret, (copy, what.clientId), static (bytes, with) =>
                {
                    using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, with.copy);
                    hmac.AppendData(Encoding.UTF8.GetBytes(with.clientId + "\n"));
                    hmac.AppendData(bytes);
                    return Convert.ToHexString(hmac.GetHashAndReset().AsSpan(0, 16)).ToLowerInvariant();
                });
            }
            finally
            {
                CryptographicOperations.ZeroMemory(copy);
            }
        });
}
