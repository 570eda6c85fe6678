using System.Security.Cryptography;
using Auth0Ps.Vaults.SecretStore;

namespace Auth0Ps.SecretManagement.SecretStore;

/// <summary>Encrypts as SecretStore does: AES in CBC mode, and HMAC-SHA256, with keys that SecretStore itself derives.</summary>
/// <param name="key">The store's key, which the others are derived from.</param>
/// <param name="hasPassword">Whether from a password too; else from the user's name.</param>
/// <param name="deriveKey">Derives the key; given true, from the name as the system spells it, which old stores on Windows need.</param>
/// <param name="deriveHashKey">Derives the key of the hash in the same way.</param>
internal sealed class SecretStoreCipher(SecretStoreKey key, bool hasPassword, Func<bool, SecretStoreKey> deriveKey, Func<bool, byte[]> deriveHashKey) : ISecretStoreCipher
{
    // Each takes milliseconds, and is needed several times for one change.
    private readonly Lazy<SecretStoreKey> _key = new(() => deriveKey(false));
    private readonly Lazy<SecretStoreKey> _originalKey = new(() => deriveKey(true));
    private readonly Lazy<byte[]> _hashKey = new(() => deriveHashKey(false));

    public bool IsFor(SecretStoreKey other) => key.Key.AsSpan().SequenceEqual(other.Key) && key.InitializationVector.AsSpan().SequenceEqual(other.InitializationVector);

    public byte[] Encrypt(byte[] plain)
    {
        using var aes = Aes.Create();
        aes.Key = _key.Value.Key;
        return aes.EncryptCbc(plain, _key.Value.InitializationVector);
    }

    public byte[] Decrypt(byte[] encrypted)
    {
        try
        {
            return Decrypt(encrypted, _key.Value);
        }
        catch (CryptographicException) when (!hasPassword)
        {
            return Once(() => Decrypt(encrypted, _originalKey.Value));
        }
        catch (CryptographicException exception)
        {
            throw Foreign(exception);
        }
    }

    public byte[] Hash(byte[] data) => HMACSHA256.HashData(_hashKey.Value, data);

    public bool IsHashOf(byte[] hash, byte[] data) =>
        CryptographicOperations.FixedTimeEquals(hash, Hash(data))
        || (!hasPassword && CryptographicOperations.FixedTimeEquals(hash, HMACSHA256.HashData(deriveHashKey(true), data)));

    private static byte[] Decrypt(byte[] encrypted, SecretStoreKey with)
    {
        using var aes = Aes.Create();
        aes.Key = with.Key;
        return aes.DecryptCbc(encrypted, with.InitializationVector);
    }

    private static byte[] Once(Func<byte[]> decrypt)
    {
        try
        {
            return decrypt();
        }
        catch (CryptographicException exception)
        {
            throw Foreign(exception);
        }
    }

    private static InvalidDataException Foreign(CryptographicException cause) => new("It is encrypted with another password, or was by another user.", cause);
}
