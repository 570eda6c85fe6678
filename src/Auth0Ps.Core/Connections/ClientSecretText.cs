using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Security;

namespace Auth0Ps.Connections;

/// <summary>Client secrets as files, variables and clipboards hand them on: with a line break behind them, or in quotes.</summary>
internal static class ClientSecretText
{
    /// <summary>The secret without white space and byte order marks at its ends, as domain, client id and audience are taken too.</summary>
    public static SecureString Trimmed(SecureString secret) => Use(secret, static letters =>
    {
        var trimmed = letters.Trim().Trim("\uFEFF\u200B\0").Trim();
        return trimmed.Length == letters.Length ? null : SecureStrings.Protect(trimmed);
    }) ?? secret;

    /// <summary>What makes it no client secret, to be said behind its name; null when nothing does.</summary>
    public static string? FaultOf(SecureString secret) => Use(secret, static letters =>
        letters is ['"', .., '"'] or ['\'', .., '\''] or ['`', .., '`'] or ['\u201C', .., '\u201D'] or ['\u2018', .., '\u2019'] ? "is in quotes, which are no part of it"
        : letters.ContainsAnyInRange('\0', '\u001F') ? "contains a line break or another sign that cannot be seen"
        : null);

    private static T? Use<T>(SecureString secret, Reader<T> read) => SecureStrings.Use(secret, read, static (bytes, call) =>
    {
        var letters = GC.AllocateArray<char>(Encoding.UTF8.GetMaxCharCount(bytes.Length), pinned: true);
        try
        {
            return call(letters.AsSpan(0, Encoding.UTF8.GetChars(bytes, letters)));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(letters.AsSpan()));
        }
    });

    private delegate T? Reader<T>(ReadOnlySpan<char> letters);
}
