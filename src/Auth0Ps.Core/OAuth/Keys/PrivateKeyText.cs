using System.Buffers;
using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Security;

namespace Auth0Ps.OAuth.Keys;

/// <summary>Writes private keys as PEM (PKCS#8, RFC 5958 and RFC 7468) without strings in between.</summary>
internal static class PrivateKeyText
{
    private const string Label = "PRIVATE KEY";

    public static SecureString Of(RSA key)
    {
        var bytes = key.ExportPkcs8PrivateKey();
        try
        {
            return ToPem(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>The key of a PEM text (PKCS#8) on one line, base64 of its DER, for places where line breaks do not survive; null for any other text.</summary>
    public static SecureString? ToOneLine(SecureString pem) => SecureStrings.Use(pem, (object?)null, static (bytes, _) =>
    {
        var text = GC.AllocateArray<char>(bytes.Length, pinned: true);
        try
        {
            return Encoding.UTF8.TryGetChars(bytes, text, out var count)
                && PemEncoding.TryFind(text.AsSpan(0, count), out var fields)
                && text.AsSpan(fields.Label).SequenceEqual(Label)
                    ? OnOneLine(text.AsSpan(fields.Base64Data))
                    : null;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    });

    /// <summary>The PEM text of a key that was put on one line; null for any other text.</summary>
    public static SecureString? FromOneLine(SecureString text)
    {
        // The shortest that can be one is of 1,024 bits; nothing shorter is looked at.
        const int Shortest = 600;
        return text.Length < Shortest ? null : SecureStrings.Use(text, (object?)null, static (bytes, _) =>
        {
            var key = GC.AllocateArray<byte>(Base64.GetMaxDecodedFromUtf8Length(bytes.Length), pinned: true);
            try
            {
                if (bytes.IndexOfAny("-\r\n "u8) >= 0 || Base64.DecodeFromUtf8(bytes, key, out var read, out var count) != OperationStatus.Done || read != bytes.Length)
                    return null;
                using var rsa = RSA.Create();
                rsa.ImportPkcs8PrivateKey(key.AsSpan(0, count), out var used);
                return used == count ? ToPem(key.AsSpan(0, count)) : null;
            }
            catch (CryptographicException)
            {
                return null;
            }
            finally
            {
                CryptographicOperations.ZeroMemory(key);
            }
        });
    }

    private static SecureString OnOneLine(ReadOnlySpan<char> lines)
    {
        var line = GC.AllocateArray<char>(lines.Length, pinned: true);
        try
        {
            var count = 0;
            foreach (var letter in lines)
            {
                if (!char.IsWhiteSpace(letter))
                    line[count++] = letter;
            }

            return SecureStrings.Protect(line.AsSpan(0, count));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(line.AsSpan()));
        }
    }

    private static SecureString ToPem(ReadOnlySpan<byte> key)
    {
        var text = GC.AllocateArray<char>(PemEncoding.GetEncodedSize(Label.Length, key.Length), pinned: true);
        try
        {
            PemEncoding.TryWrite(Label, key, text, out var count);
            return SecureStrings.Protect(text.AsSpan(0, count));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }
}
