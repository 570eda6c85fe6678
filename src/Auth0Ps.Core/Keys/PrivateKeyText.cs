using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using Auth0Ps.Security;

namespace Auth0Ps.Keys;

/// <summary>Writes private keys as PEM (PKCS#8, RFC 5958 and RFC 7468) without strings in between.</summary>
internal static class PrivateKeyText
{
    private const string Label = "PRIVATE KEY";

    public static SecureString Of(RSA key)
    {
        var bytes = key.ExportPkcs8PrivateKey();
        var text = GC.AllocateArray<char>(PemEncoding.GetEncodedSize(Label.Length, bytes.Length), pinned: true);
        try
        {
            PemEncoding.TryWrite(Label, bytes, text, out var count);
            return SecretText.Protect(text.AsSpan(0, count));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }
}
