
namespace Auth0Ps.Vaults.SecretStore;

/// <summary>Encrypts and proves what a SecretStore file says, with the store's key and the user's password, or name where there is no password.</summary>
internal interface ISecretStoreCipher
{
    /// <summary>Encrypts.</summary>
    /// <param name="plain">What to encrypt; the caller zeroes it.</param>
    byte[] Encrypt(byte[] plain);

    /// <summary>Decrypts.</summary>
    /// <param name="encrypted">What was encrypted.</param>
    /// <returns>What the caller zeroes when it is a secret.</returns>
    /// <exception cref="InvalidDataException">It was encrypted in another way.</exception>
    byte[] Decrypt(byte[] encrypted);

    /// <summary>The hash that proves that nobody without the password, or another user, wrote the data, and that all of it is there.</summary>
    /// <param name="data">The data.</param>
    byte[] Hash(byte[] data);

    /// <summary>Whether the hash is that of the data.</summary>
    /// <param name="hash">The hash.</param>
    /// <param name="data">The data.</param>
    bool IsHashOf(byte[] hash, byte[] data);
}
