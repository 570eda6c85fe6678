using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using Auth0Ps.Security;

namespace Auth0Ps.OAuth;

/// <summary>The secret that ties a login's code to who asked for it (RFC 7636): only its hash goes through the browser.</summary>
internal sealed class Pkce : IDisposable
{
    private Pkce(SecureString verifier, string challenge)
    {
        Verifier = verifier;
        Challenge = challenge;
    }

    /// <summary>43 characters from 32 random bytes, as section 4.1 advises.</summary>
    public SecureString Verifier { get; }

    /// <summary>The verifier's SHA-256 hash (<c>S256</c>, section 4.2).</summary>
    public string Challenge { get; }

    public static Pkce Create()
    {
        Span<byte> random = stackalloc byte[32];
        RandomNumberGenerator.Fill(random);
        var text = GC.AllocateArray<char>(44, pinned: true);
        Span<byte> ascii = stackalloc byte[43];
        try
        {
            Convert.TryToBase64Chars(random, text, out _);
            for (var i = 0; i < ascii.Length; i++)
            {
                text[i] = text[i] switch { '+' => '-', '/' => '_', var letter => letter };
                ascii[i] = (byte)text[i];
            }

            return new Pkce(SecureStrings.Protect(text.AsSpan(0, ascii.Length)), Base64Url.Encode(SHA256.HashData(ascii)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(random);
            CryptographicOperations.ZeroMemory(ascii);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(text.AsSpan()));
        }
    }

    public void Dispose() => Verifier.Dispose();
}
