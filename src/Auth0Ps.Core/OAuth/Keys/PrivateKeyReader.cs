using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Auth0Ps.Security;

namespace Auth0Ps.OAuth.Keys;

/// <summary>
/// Reads RSA private keys: PEM and DER (PKCS#1, PKCS#8, encrypted PKCS#8; certificates beside the key do not matter), JWK and PKCS#12,
/// however they are wrapped (<see cref="PrivateKeyWrapping"/>); of what it cannot read it says what it is.
/// </summary>
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
            throw PrivateKeyFaults.Invalid("The path of the private key file is empty or no path.", "Give -PrivateKeyPath the path of a PEM or PKCS#12 file.", path);

        byte[] bytes;
        try
        {
            if (Directory.Exists(path))
                throw PrivateKeyFaults.Invalid($"'{path}' is a folder, not a private key file.", "Give the path of a PEM or PKCS#12 file.", path);
            if (new FileInfo(path).Length > LargestFile)
                throw PrivateKeyFaults.Invalid($"'{path}' is too large to be a private key.", "Give the path of a PEM or PKCS#12 file.", path);
            bytes = File.ReadAllBytes(path);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw PrivateKeyFaults.Invalid($"The private key file '{path}' cannot be read: {exception.Message}", "Check the path and the file's permissions.", path, exception);
        }

        try
        {
            return Read(bytes, passphrase, path);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Reads a key from text.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidPrivateKey"/>.</exception>
    public static RSA FromText(SecureString text, SecureString? passphrase) =>
        SecureStrings.Use(text, passphrase, static (bytes, phrase) => Read(bytes, phrase, target: null));

    /// <summary>Whether something is a private key, in whatever form, rather than a client secret.</summary>
    public static bool IsKey(ReadOnlySpan<byte> content)
    {
        using var unwrapped = PrivateKeyWrapping.Unwrap(content);
        var inside = unwrapped.Written;
        return PrivateKeyWrapping.IsPem(inside.Span)
            || (inside.Span is [(byte)'{', ..] && inside.Span.IndexOf("\"kty\""u8) >= 0)
            || PrivateKeyForms.Of(inside).Form is not (PrivateKeyForm.Unknown or PrivateKeyForm.Public);
    }

    /// <summary>Whether a passphrase opens it.</summary>
    public static bool NeedsPassphrase(ReadOnlySpan<byte> content)
    {
        using var unwrapped = PrivateKeyWrapping.Unwrap(content);
        return unwrapped.Written.Span.IndexOf("BEGIN ENCRYPTED PRIVATE KEY"u8) >= 0 || PrivateKeyForms.Of(unwrapped.Written).Form == PrivateKeyForm.EncryptedPkcs8;
    }

    private static RSA Read(ReadOnlySpan<byte> content, SecureString? passphrase, string? target)
    {
        using var unwrapped = PrivateKeyWrapping.Unwrap(content);
        var inside = unwrapped.Written;
        if (PrivateKeyWrapping.IsPem(inside.Span))
            return FromPem(inside.Span, passphrase, target);
        if (inside.Span.TrimStart(" \t\r\n"u8) is [(byte)'{', ..])
            return Checked(PrivateKeyJwk.Read(inside.Span, target), target);
        return FromDer(inside, passphrase, target);
    }

    private static RSA FromDer(ReadOnlyMemory<byte> der, SecureString? passphrase, string? target)
    {
        var (form, algorithm) = PrivateKeyForms.Of(der);
        switch (form)
        {
            case PrivateKeyForm.Pkcs8 or PrivateKeyForm.Pkcs1 or PrivateKeyForm.EllipticCurve:
                return Import(der, target);
            case PrivateKeyForm.EncryptedPkcs8:
                return Checked(EncryptedPrivateKey.Open(der, (rsa, phrase) => rsa.ImportEncryptedPkcs8PrivateKey(phrase, der.Span, out _), passphrase, target), target);
            case PrivateKeyForm.Public:
                throw PrivateKeyFaults.PublicOnly(target);
            case PrivateKeyForm.Unknown when PrivateKeyFaults.OfText(der.Span, target) is { } known:
                throw known;
            case PrivateKeyForm.Unknown when target is null:
                throw PrivateKeyFaults.NoPem(target);
            default:
                return FromPkcs12(der.ToArray(), passphrase, target);
        }
    }

    private static RSA FromPem(ReadOnlySpan<byte> bytes, SecureString? passphrase, string? target)
    {
        var text = GC.AllocateArray<char>(Encoding.UTF8.GetMaxCharCount(bytes.Length), pinned: true);
        try
        {
            var pem = text.AsMemory(0, Encoding.UTF8.GetChars(bytes, text));
            RefuseOtherThanRsa(pem.Span, target);
            using var der = DerOf(pem.Span);
            return IsEncrypted(pem.Span)
                ? Checked(EncryptedPrivateKey.Open(der?.Written ?? default, (rsa, phrase) => rsa.ImportFromEncryptedPem(pem.Span, phrase), passphrase, target), target)
                : Checked(ImportPlain(pem.Span, der?.Written ?? default, target), target);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    /// <summary>What the private key in PEM consists of; null when it is not whole.</summary>
    private static ZeroingBuffer? DerOf(ReadOnlySpan<char> pem)
    {
        while (PemEncoding.TryFind(pem, out var fields))
        {
            if (pem[fields.Label].EndsWith("PRIVATE KEY", StringComparison.Ordinal))
            {
                var der = new ZeroingBuffer();
                if (Convert.TryFromBase64Chars(pem[fields.Base64Data], der.GetSpan(fields.DecodedDataLength), out var written))
                    der.Advance(written);
                return der;
            }

            pem = pem[fields.Location.End..];
        }

        return null;
    }

    private static void RefuseOtherThanRsa(ReadOnlySpan<char> pem, string? target)
    {
        if (pem.IndexOf("BEGIN EC PRIVATE KEY", StringComparison.Ordinal) >= 0)
            throw PrivateKeyFaults.Other("an elliptic curve key", target);
        if (pem.IndexOf("BEGIN DSA PRIVATE KEY", StringComparison.Ordinal) >= 0)
            throw PrivateKeyFaults.Other("a DSA key", target);
        if (pem.IndexOf("BEGIN PGP PRIVATE KEY", StringComparison.Ordinal) >= 0)
            throw PrivateKeyFaults.Other("a PGP key", target);
        if (pem.IndexOf("BEGIN OPENSSH PRIVATE KEY", StringComparison.Ordinal) >= 0)
            throw PrivateKeyFaults.Invalid("The private key is in OpenSSH's own form.", "Convert it: ssh-keygen -p -m PKCS8 -f KEYFILE", target);
        if (pem.IndexOf("PRIVATE KEY-----", StringComparison.Ordinal) < 0)
        {
            throw pem.IndexOf("PUBLIC KEY-----", StringComparison.Ordinal) >= 0 || pem.IndexOf("BEGIN CERTIFICATE", StringComparison.Ordinal) >= 0
                ? PrivateKeyFaults.PublicOnly(target)
                : PrivateKeyFaults.NoPem(target);
        }

        if (pem.Count("PRIVATE KEY-----") > 2)
            throw PrivateKeyFaults.Invalid("There is more than one private key.", "Give a file with the one that is registered with the application.", target);
    }

    private static bool IsEncrypted(ReadOnlySpan<char> pem) => pem.IndexOf("BEGIN ENCRYPTED PRIVATE KEY", StringComparison.Ordinal) >= 0;

    private static RSA ImportPlain(ReadOnlySpan<char> pem, ReadOnlyMemory<byte> der, string? target)
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
            throw PrivateKeyFaults.NotRsa(der, target, exception);
        }
    }

    private static RSA Import(ReadOnlyMemory<byte> der, string? target)
    {
        var rsa = RSA.Create();
        try
        {
            if (PrivateKeyForms.Of(der).Form == PrivateKeyForm.Pkcs1)
                rsa.ImportRSAPrivateKey(der.Span, out _);
            else
                rsa.ImportPkcs8PrivateKey(der.Span, out _);
            return Checked(rsa, target);
        }
        catch (CryptographicException exception)
        {
            rsa.Dispose();
            throw PrivateKeyFaults.NotRsa(der, target, exception);
        }
    }

    private static RSA FromPkcs12(byte[] bytes, SecureString? passphrase, string? target)
    {
        var what = target is null ? "The text" : $"'{target}'";
        try
        {
            using var certificate = new X509Certificate2(bytes, passphrase, X509KeyStorageFlags.EphemeralKeySet | X509KeyStorageFlags.Exportable);
            return Checked(
                certificate.GetRSAPrivateKey() ?? throw PrivateKeyFaults.Invalid($"{what} holds no RSA private key.", "Give a file with certificate and key.", target),
                target);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            throw PrivateKeyFaults.Invalid(
                $"{what} is neither a PEM private key nor a PKCS#12 file that can be opened{(passphrase is null ? " without a passphrase" : " with this passphrase")}.",
                "Give a PEM or PKCS#12 (.pfx, .p12) file, with -KeyPassphrase where it has one.",
                target,
                exception);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    private static RSA Checked(RSA key, string? target)
    {
        if (key.KeySize >= SmallestKey)
            return key;

        var size = key.KeySize;
        key.Dispose();
        throw PrivateKeyFaults.Invalid($"The RSA key has {size} bits.", $"Auth0 takes keys of {SmallestKey} bits and more.", target);
    }
}
