using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;

namespace Auth0Ps.OAuth.Keys;

/// <summary>Opens private keys that a passphrase protects (PKCS#8, RFC 5958 section 3).</summary>
internal static class EncryptedPrivateKey
{
    public delegate void PassphraseImport(RSA key, ReadOnlySpan<char> passphrase);

    /// <param name="der">The encrypted key, to say what it is when it does not open.</param>
    /// <param name="import">Imports it with the passphrase.</param>
    /// <param name="passphrase">The passphrase; null for none.</param>
    /// <param name="target">The file, for errors.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidPrivateKey"/>.</exception>
    public static RSA Open(ReadOnlyMemory<byte> der, PassphraseImport import, SecureString? passphrase, string? target)
    {
        var (form, algorithm) = PrivateKeyForms.Of(der);
        if (PrivateKeyForms.IsScrypt(form, algorithm))
        {
            throw PrivateKeyFaults.Invalid(
                "The private key is encrypted with scrypt, which cannot be opened here.",
                "Encrypt it another way: openssl pkcs8 -in KEYFILE | openssl pkcs8 -topk8 -v2 aes-256-cbc -out NEWFILE",
                target);
        }

        if (passphrase is null)
            throw PrivateKeyFaults.Invalid("The private key is encrypted.", "Give its passphrase: -KeyPassphrase (Read-Host -AsSecureString)", target);

        var rsa = RSA.Create();
        var phrase = GC.AllocateArray<char>(passphrase.Length, pinned: true);
        var pointer = Marshal.SecureStringToGlobalAllocUnicode(passphrase);
        try
        {
            Marshal.Copy(pointer, phrase, 0, phrase.Length);
            import(rsa, phrase);
            return rsa;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
            if (IsElliptic(der, phrase))
                throw PrivateKeyFaults.Other("an elliptic curve key", target);
            throw PrivateKeyFaults.Invalid(
                "The private key cannot be decrypted with this passphrase, or what is in it is no RSA key.",
                "Check -KeyPassphrase, and that the key is a whole RSA key: openssl pkey -in KEYFILE -noout -text",
                target,
                exception);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(phrase.AsSpan()));
        }
    }

    private static bool IsElliptic(ReadOnlyMemory<byte> encrypted, ReadOnlySpan<char> passphrase)
    {
        using var elliptic = ECDsa.Create();
        try
        {
            elliptic.ImportEncryptedPkcs8PrivateKey(passphrase, encrypted.Span, out _);
            return true;
        }
        catch (CryptographicException)
        {
            // Then it is something else, or the passphrase is wrong.
            return false;
        }
    }
}
