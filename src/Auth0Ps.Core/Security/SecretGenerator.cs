using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;

namespace Auth0Ps.Security;

/// <summary>Makes client secrets: 64 base64url characters, the shape of Auth0's own, with 384 bits from the system's random generator.</summary>
internal static class SecretGenerator
{
    /// <summary>Length of a made secret, in characters.</summary>
    public const int Length = 64;

    private const string Alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

    /// <summary>Makes a new secret.</summary>
    public static SecureString NewClientSecret()
    {
        // 256 is a multiple of the alphabet's 64 letters, so six bits of each byte choose one evenly.
        Span<byte> random = stackalloc byte[Length];
        Span<char> letters = stackalloc char[Length];
        try
        {
            RandomNumberGenerator.Fill(random);
            for (var i = 0; i < Length; i++)
                letters[i] = Alphabet[random[i] & 63];
            return SecureStrings.Protect(letters);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(random);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(letters));
        }
    }
}
