using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;

namespace Auth0Ps.Security;

/// <summary>Moves secrets between <see cref="SecureString"/> and short-lived buffers that are zeroed after use.</summary>
/// <remarks>
/// Outside Windows the platform does not encrypt a <see cref="SecureString"/>; it is kept here because it is the type
/// PowerShell knows, is not printed by accident and can be wiped.
/// </remarks>
internal static class SecureStrings
{
    /// <summary>The longest secret, in characters; <see cref="SecureString"/> takes no more.</summary>
    public const int MaxLength = 65536;

    /// <summary>Copies characters into a read-only secret; the caller wipes the source.</summary>
    /// <param name="characters">The secret's characters.</param>
    public static SecureString Protect(ReadOnlySpan<char> characters)
    {
        var secret = new SecureString();
        foreach (var character in characters)
            secret.AppendChar(character);
        secret.MakeReadOnly();
        return secret;
    }

    /// <summary>Lends the secret's UTF-8 bytes for the length of one call and zeroes them afterwards.</summary>
    /// <typeparam name="TState">What the callback needs besides.</typeparam>
    /// <typeparam name="TResult">What the callback makes of the bytes; not the bytes themselves.</typeparam>
    /// <param name="state">Handed to the callback.</param>
    /// <param name="use">Sees the bytes; must not keep them.</param>
    public static TResult Use<TState, TResult>(SecureString secret, TState state, SecretReader<TState, TResult> use)
    {
        // Pinned, so that the collector leaves no copy behind when it moves memory.
        var characters = GC.AllocateArray<char>(secret.Length, pinned: true);
        var bytes = GC.AllocateArray<byte>(Encoding.UTF8.GetMaxByteCount(secret.Length), pinned: true);
        var pointer = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            Marshal.Copy(pointer, characters, 0, secret.Length);
            var count = Encoding.UTF8.GetBytes(characters, bytes);
            return use(bytes.AsSpan(0, count), state);
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(characters.AsSpan()));
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Compares two secrets in constant time.</summary>
    /// <param name="left">One secret.</param>
    /// <param name="right">The other; null equals nothing.</param>
    public static bool AreEqual(SecureString? left, SecureString? right) =>
        left is not null
        && right is not null
        && Use(left, right, static (leftBytes, other) => HoldsBytes(other, leftBytes));

    /// <summary>The secret as an ordinary string, which cannot be wiped; only where an API takes nothing else.</summary>
    public static string Reveal(SecureString secret) =>
        Use(secret, (object?)null, static (bytes, _) => Encoding.UTF8.GetString(bytes));

    private static bool HoldsBytes(SecureString secret, ReadOnlySpan<byte> expected)
    {
        var copy = GC.AllocateArray<byte>(expected.Length, pinned: true);
        try
        {
            expected.CopyTo(copy);
            return Use(secret, copy, static (bytes, other) => CryptographicOperations.FixedTimeEquals(bytes, other));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(copy);
        }
    }
}

/// <summary>Reads a secret's bytes without keeping them.</summary>
/// <typeparam name="TState">What it needs besides.</typeparam>
/// <typeparam name="TResult">What it returns.</typeparam>
/// <param name="bytes">UTF-8, valid only during the call.</param>
/// <param name="state">As given to <see cref="SecureStrings.Use"/>.</param>
internal delegate TResult SecretReader<in TState, out TResult>(ReadOnlySpan<byte> bytes, TState state);
