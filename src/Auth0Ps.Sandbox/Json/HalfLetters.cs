using System.Globalization;
using System.Text;

namespace Auth0Ps.Sandbox.Json;

/// <summary>
/// JavaScript writes half a letter (a lone surrogate, RFC 8259, section 8.2) as an escape like any other. It stands for no text, so it becomes U+FFFD.
/// </summary>
internal static class HalfLetters
{
    private const int EscapeLength = 6;

    /// <summary>The same bytes where no half letter is in them, else a copy without.</summary>
    public static ReadOnlyMemory<byte> Replace(ReadOnlyMemory<byte> json)
    {
        if (json.Span.IndexOf("\\ud"u8) < 0 && json.Span.IndexOf("\\uD"u8) < 0)
            return json;
        var bytes = json.ToArray();
        for (var index = 0; index < bytes.Length; index++)
        {
            if (bytes[index] != '\\')
                continue;
            var unit = Unit(bytes, index);
            if (unit is null)
            {
                // The escape of a single character, which may itself be a backslash.
                index++;
                continue;
            }

            if (char.IsHighSurrogate(unit.Value) && Unit(bytes, index + EscapeLength) is { } low && char.IsLowSurrogate(low))
                index += EscapeLength;
            else if (char.IsSurrogate(unit.Value))
                "fffd"u8.CopyTo(bytes.AsSpan(index + 2));
            index += EscapeLength - 1;
        }

        return bytes;
    }

    private static char? Unit(byte[] json, int index) =>
        index + EscapeLength <= json.Length && json[index] == '\\' && json[index + 1] == 'u'
        && ushort.TryParse(Encoding.ASCII.GetString(json, index + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit)
            ? (char)unit
            : null;
}
