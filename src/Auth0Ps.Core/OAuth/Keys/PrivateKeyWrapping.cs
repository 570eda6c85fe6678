using System.Buffers.Text;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Security;

namespace Auth0Ps.OAuth.Keys;

/// <summary>
/// Takes off what private keys come wrapped in on their way through editors, environment variables, vaults and CI systems: byte order
/// marks, UTF-16, quotes, <c>\n</c> for line breaks, base64 of the whole.
/// </summary>
internal static class PrivateKeyWrapping
{
    private const int MostLayers = 4;

    /// <summary>Shorter text is no key in base64: one of 1024 bits has more than 800 characters.</summary>
    private const int ShortestBase64 = 200;

    private static ReadOnlySpan<byte> White => " \t\r\n"u8;

    /// <summary>What is inside, as UTF-8 or DER; the caller disposes of it.</summary>
    public static ZeroingBuffer Unwrap(ReadOnlySpan<byte> content)
    {
        var current = new ZeroingBuffer();
        current.Append(content);
        for (var layer = 0; layer < MostLayers && Next(current.Written.Span) is { } inner; layer++)
        {
            current.Dispose();
            current = inner;
        }

        return current;
    }

    public static bool IsPem(ReadOnlySpan<byte> content) => content.IndexOf("-----BEGIN "u8) >= 0;

    private static ZeroingBuffer? Next(ReadOnlySpan<byte> content) =>
        OfUtf16(content) is { } text ? text
        : content.StartsWith((ReadOnlySpan<byte>)[0xEF, 0xBB, 0xBF]) ? Copy(content[3..])
        : OfText(content);

    private static ZeroingBuffer? OfText(ReadOnlySpan<byte> content)
    {
        // DER, PKCS#12: nothing to trim or unquote.
        if (content is [] or [0x30, >= 0x80, ..] || content.IndexOf((byte)0) >= 0)
            return null;

        var trimmed = content.Trim(White);
        if (trimmed is [(byte)'"', .., (byte)'"'] or [(byte)'\'', .., (byte)'\''])
            return Copy(trimmed[1..^1]);
        if (trimmed.IndexOf((byte)'\\') >= 0 && (IsPem(trimmed) || trimmed.StartsWith("{\\\""u8)))
            return WithoutEscapes(trimmed);
        return IsPem(trimmed) || trimmed is [(byte)'{', ..] ? null : OfBase64(trimmed);
    }

    /// <summary>With a byte order mark, or without one where every other byte of the beginning is zero.</summary>
    private static ZeroingBuffer? OfUtf16(ReadOnlySpan<byte> content)
    {
        var encoding = content switch
        {
            [0xFF, 0xFE, ..] or [> 0, 0, > 0, 0, ..] => Encoding.Unicode,
            [0xFE, 0xFF, ..] or [0, > 0, 0, > 0, ..] => Encoding.BigEndianUnicode,
            _ => null,
        };
        if (encoding is null)
            return null;

        var letters = GC.AllocateArray<char>(encoding.GetMaxCharCount(content.Length), pinned: true);
        try
        {
            var text = letters.AsSpan(0, encoding.GetChars(content, letters)).TrimStart('\uFEFF');
            var buffer = new ZeroingBuffer();
            buffer.Advance(Encoding.UTF8.GetBytes(text, buffer.GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));
            return buffer;
        }
        finally
        {
            CryptographicOperations.ZeroMemory(MemoryMarshal.AsBytes(letters.AsSpan()));
        }
    }

    /// <summary>Line breaks as programs write them into one line, once or twice escaped.</summary>
    private static ZeroingBuffer WithoutEscapes(ReadOnlySpan<byte> text)
    {
        var plain = new ZeroingBuffer();
        var isEscaped = false;
        foreach (var letter in text)
        {
            if (letter == (byte)'\\')
            {
                isEscaped = true;
                continue;
            }

            plain.Append([isEscaped && (letter is (byte)'n' or (byte)'r') ? (byte)'\n' : letter]);
            isEscaped = false;
        }

        return plain;
    }

    /// <summary>Standard or for addresses, with or without padding; null where it is not base64.</summary>
    private static ZeroingBuffer? OfBase64(ReadOnlySpan<byte> text)
    {
        if (text.Length < ShortestBase64)
            return null;

        using var letters = new ZeroingBuffer();
        foreach (var letter in text)
        {
            if (char.IsAsciiLetterOrDigit((char)letter) || letter is (byte)'+' or (byte)'/' or (byte)'=')
                letters.Append([letter]);
            else if (letter is (byte)'-' or (byte)'_')
                letters.Append([letter == (byte)'-' ? (byte)'+' : (byte)'/']);
            else if (White.IndexOf(letter) < 0)
                return null;
        }

        while (letters.Length % 4 != 0)
            letters.Append("="u8);
        var decoded = new ZeroingBuffer();
        if (Base64.DecodeFromUtf8(letters.Written.Span, decoded.GetSpan(Base64.GetMaxDecodedFromUtf8Length(letters.Length)), out _, out var written) == System.Buffers.OperationStatus.Done)
        {
            decoded.Advance(written);
            return decoded;
        }

        decoded.Dispose();
        return null;
    }

    private static ZeroingBuffer Copy(ReadOnlySpan<byte> content)
    {
        var copy = new ZeroingBuffer();
        copy.Append(content);
        return copy;
    }
}
