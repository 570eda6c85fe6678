using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Unicode;
using Auth0Ps.Security;

namespace Auth0Ps.Http;

/// <summary>
/// Makes JSON readable that holds text that is not valid: half a letter (<c>\ud83d</c>, as JavaScript senders cut names) and bytes that are
/// not UTF-8 become U+FFFD. So only the text concerned suffers, not the whole list it is in.
/// </summary>
internal static class JsonRepair
{
    /// <summary>How deep JSON may be nested and still be read.</summary>
    public const int Deepest = 1000;

    private const int EscapeLength = 6;

    /// <summary>The same body where nothing is to be repaired, or where it is not JSON; else a new one, and the old one is wiped.</summary>
    public static ZeroingBuffer Of(ZeroingBuffer body)
    {
        var bytes = body.Written.Span;
        if (bytes.TrimStart(" \t\r\n"u8) is not [(byte)'{' or (byte)'[', ..])
            return body;

        var repaired = Utf8.IsValid(bytes) ? body : WithoutInvalidBytes(body);
        RepairEscapes(repaired.Bytes);
        return repaired;
    }

    private static ZeroingBuffer WithoutInvalidBytes(ZeroingBuffer body)
    {
        var repaired = new ZeroingBuffer();
        var rest = body.Written.Span;
        while (!rest.IsEmpty)
        {
            var status = Rune.DecodeFromUtf8(rest, out var rune, out var read);
            if (status == OperationStatus.Done)
                repaired.Append(rest[..read]);
            else
                repaired.Advance(Rune.ReplacementChar.EncodeToUtf8(repaired.GetSpan(4)));
            rest = rest[read..];
        }

        body.Dispose();
        return repaired;
    }

    /// <summary>In place, because U+FFFD is as long as what it stands for.</summary>
    private static void RepairEscapes(Span<byte> rest)
    {
        while (rest.IndexOf((byte)'\\') is >= 0 and var at)
        {
            rest = rest[at..];
            var unit = UnitAt(rest);
            var length = unit is null ? Math.Min(2, rest.Length) : EscapeLength;
            if (unit is { } first && char.IsSurrogate(first))
            {
                if (char.IsHighSurrogate(first) && UnitAt(rest[EscapeLength..]) is { } second && char.IsLowSurrogate(second))
                    length = 2 * EscapeLength;
                else
                    "\\ufffd"u8.CopyTo(rest);
            }

            rest = rest[length..];
        }
    }

    /// <summary>The UTF-16 unit that an escape here stands for; null when there is none.</summary>
    private static char? UnitAt(ReadOnlySpan<byte> text) =>
        text is [(byte)'\\', (byte)'u', _, _, _, _, ..] && ushort.TryParse(text[2..EscapeLength], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
