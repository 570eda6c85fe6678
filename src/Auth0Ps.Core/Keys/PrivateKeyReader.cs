using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Auth0Ps.Security;

namespace Auth0Ps.Keys;

/// <summary>Reads RSA private keys: PEM (PKCS#1, PKCS#8, encrypted PKCS#8; certificates beside the key do not matter) and PKCS#12 files.</summary>
internal static class PrivateKeyReader
{
    private const int SmallestKey = 2048;
    private const int LargestFile = 256 * 1024;

    /// <summary>Reads a key from a file.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidPrivateKey"/>.</exception>
    public static RSA FromFile(string path, SecureString? passphrase)
    {
        // The platform's own words for these are a developer's.
        if (string.IsNullOrWhiteSpace(path) || path.Contains('\0', StringComparison.Ordinal))
            throw Invalid("The path of the private key file is empty or no path.", "Give -PrivateKeyPath the path of a PEM or PKCS#12 file.", path);

        byte[] bytes;
        try
        {
            if (Directory.Exists(path))
                throw Invalid($"'{path}' is a folder, not a private key file.", "Give the path of a PEM or PKCS#12 file.", path);
            if (new FileInfo(path).Length > LargestFile)
                throw Invalid($"'{path}' is too large to be a private key.", "Give the path of a PEM or PKCS#12 file.", path);
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw Invalid($"The private key file '{path}' cannot be read: {exception.Message}", "Check the path and the file's permissions.", path, exception);
        }

        try
        {
            return IsPem(bytes) ? FromPem(bytes, passphrase, path) : FromPkcs12(bytes, passphrase, path);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Reads a key from PEM text.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidPrivateKey"/>.</exception>
    public static RSA FromText(SecureString pem, SecureString? passphrase) =>
        SecretText.Use(pem, passphrase, static (bytes, phrase) => FromPem(bytes, phrase, target: null));

    private static bool IsPem(ReadOnlySpan<byte> bytes) => bytes.IndexOf("-----BEGIN "u8) >= 0;

    private static RSA FromPem(ReadOnlySpan<byte> bytes, SecureString? passphrase, string? target)
    {
        var text = GC.AllocateArray<char>(Encoding.UTF8.GetMaxCharCount(bytes.Length), pinned: true);
        try
        {
            var pem = text.AsSpan(0, Encoding.UTF8.GetChars(bytes, text));
            RefuseOtherThanRsa(pem, target);
            return IsEncrypted(pem) ? Decrypt(pem, passphrase, target) : Checked(ImportPlain(pem, target), target);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    private static void RefuseOtherThanRsa(ReadOnlySpan<char> pem, string? target)
    {
        if (pem.IndexOf("BEGIN EC PRIVATE KEY", StringComparison.Ordinal) >= 0)
            throw Invalid("The private key is an elliptic curve key.", "Auth0 takes RSA keys for private key JWT: RS256, RS384 or PS256.", target);
        if (pem.IndexOf("BEGIN OPENSSH PRIVATE KEY", StringComparison.Ordinal) >= 0)
            throw Invalid("The private key is in OpenSSH's own form.", "Convert it: ssh-keygen -p -m PKCS8 -f KEYFILE", target);
        if (pem.IndexOf("PRIVATE KEY-----", StringComparison.Ordinal) < 0)
        {
            throw pem.IndexOf("PUBLIC KEY-----", StringComparison.Ordinal) >= 0 || pem.IndexOf("BEGIN CERTIFICATE", StringComparison.Ordinal) >= 0
                ? Invalid("There is a public part but no private key.", "Give the file with the private key; the public part is what Auth0 gets.", target)
                : Invalid("There is no private key in PEM form.", "It begins with -----BEGIN PRIVATE KEY----- or -----BEGIN RSA PRIVATE KEY-----.", target);
        }

        if (pem.Count("PRIVATE KEY-----") > 2)
            throw Invalid("There is more than one private key.", "Give a file with the one that is registered with the application.", target);
    }

    private static bool IsEncrypted(ReadOnlySpan<char> pem) => pem.IndexOf("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal) >= 0;

    private static RSA ImportPlain(ReadOnlySpan<char> pem, string? target)
    {
        var rsa = RSA.Create();
        try
        {
            rsa.ImportFromPem(pem);
            return rsa;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
            throw Invalid("The private key cannot be read as an RSA key.", "Give an RSA key in PKCS#1 or PKCS#8 form, of 2048 bits or more. PEM that OpenSSL encrypted in its old way has to be converted: openssl pkcs8 -topk8 -in KEYFILE", target, exception);
        }
    }

    private static RSA Decrypt(ReadOnlySpan<char> pem, SecureString? passphrase, string? target)
    {
        if (passphrase is null)
            throw Invalid("The private key is encrypted.", "Give its passphrase: -KeyPassphrase (Read-Host -AsSecureString)", target);

        var rsa = RSA.Create();
        var phrase = GC.AllocateArray<char>(passphrase.Length, pinned: true);
        var pointer = Marshal.SecureStringToGlobalAllocUnicode(passphrase);
        try
        {
            Marshal.Copy(pointer, phrase, 0, phrase.Length);
            rsa.ImportFromEncryptedPem(pem, phrase.AsSpan());
            return Checked(rsa, target);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            rsa.Dispose();
            throw Invalid(
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

    private static RSA FromPkcs12(byte[] bytes, SecureString? passphrase, string target)
    {
        try
        {
            using var certificate = new X509Certificate2(bytes, passphrase, X509KeyStorageFlags.EphemeralKeySet | X509KeyStorageFlags.Exportable);
            return Checked(
                certificate.GetRSAPrivateKey() ?? throw Invalid($"'{target}' holds no RSA private key.", "Give a file with certificate and key.", target),
                target);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw Invalid(
                $"'{target}' is neither a PEM private key nor a PKCS#12 file that can be opened{(passphrase is null ? " without a passphrase" : " with this passphrase")}.",
                "Give a PEM or PKCS#12 (.pfx, .p12) file, with -KeyPassphrase where it has one.",
                target,
                exception);
        }
    }

    private static RSA Checked(RSA key, string? target)
    {
        if (key.KeySize >= SmallestKey)
            return key;

        var size = key.KeySize;
        key.Dispose();
        throw Invalid($"The RSA key has {size} bits.", $"Auth0 takes keys of {SmallestKey} bits and more.", target);
    }

    private static Auth0Exception Invalid(string message, string action, string? target, Exception? cause = null) =>
        new(ErrorReason.InvalidPrivateKey, message, action, cause) { Target = target };
}
