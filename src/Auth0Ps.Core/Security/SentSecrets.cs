using System.Runtime.InteropServices;
using System.Security;
using System.Security.Cryptography;

namespace Auth0Ps.Security;

/// <summary>Cuts what was sent out of what came back: a refusal may quote the very value that it refuses, whole or in part.</summary>
internal static class SentSecrets
{
    /// <summary>Replaces what was cut out.</summary>
    public const string Mark = "(secret)";

    /// <summary>So many characters of a secret in a row are a piece of it and no accident.</summary>
    private const int PieceLength = 8;

    /// <summary>A secret that is shorter cannot be told from ordinary words.</summary>
    private const int ShortestSecret = 4;

    /// <summary>More of an answer is never shown.</summary>
    private const int LongestText = 4000;

    /// <summary>The text without any piece of the secrets.</summary>
    /// <param name="text">What came back.</param>
    /// <param name="sent">What was sent.</param>
    public static string CutOut(string text, IReadOnlyList<SecureString> sent)
    {
        if (sent.Count == 0)
            return text;

        if (text.Length > LongestText)
            text = text[..LongestText];
        var left = CutOutAsItIs(text, sent);
        if (!left.Contains('%', StringComparison.Ordinal))
            return left;

        // Addresses quote it percent-encoded.
        var plain = Uri.UnescapeDataString(left);
        var cut = CutOutAsItIs(plain, sent);
        return cut == plain ? left : cut;
    }

    /// <summary>The text, which may be missing, without any piece of the secrets.</summary>
    public static string? CutOutOf(string? text, IReadOnlyList<SecureString> sent) => text is null ? null : CutOut(text, sent);

    private static string CutOutAsItIs(string text, IReadOnlyList<SecureString> sent)
    {
        var isSecret = new bool[text.Length];
        foreach (var secret in sent.Where(secret => secret.Length >= ShortestSecret))
            Find(text, secret, isSecret);
        return isSecret.Contains(true) ? Without(text, isSecret) : text;
    }

    private static void Find(string text, SecureString secret, bool[] isSecret)
    {
        var characters = GC.AllocateArray<char>(secret.Length, pinned: true);
        var pointer = Marshal.SecureStringToGlobalAllocUnicode(secret);
        try
        {
            Marshal.Copy(pointer, characters, 0, secret.Length);
            ReadOnlySpan<char> whole = characters;
            var length = Math.Min(PieceLength, whole.Length);
            for (var start = 0; start + length <= text.Length; start++)
            {
                // In any case, because some quote in capitals, and hosts are in small letters.
                if (whole.IndexOf(text.AsSpan(start, length), StringComparison.OrdinalIgnoreCase) >= 0)
                    isSecret.AsSpan(start, length).Fill(true);
            }
        }
        finally
        {
            Marshal.ZeroFreeGlobalAllocUnicode(pointer);
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(characters.AsSpan()));
        }
    }

    private static string Without(string text, bool[] isSecret)
    {
        var left = new System.Text.StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            if (!isSecret[at])
                left.Append(text[at]);
            else if (at == 0 || !isSecret[at - 1])
                left.Append(Mark);
        }

        return left.ToString();
    }
}
