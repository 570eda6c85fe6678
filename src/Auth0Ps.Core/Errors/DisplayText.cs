using System.Globalization;
using System.Text;

namespace Auth0Ps.Errors;

/// <summary>
/// Makes text from elsewhere (a tenant's names and descriptions, error texts, what is quoted of input) fit to be shown: questions,
/// tables, progress, errors, logs and files get it from here. It stays on one line, steers no terminal, and neither turns nor hides text.
/// </summary>
/// <remarks>Data is left as it is, to be matched and compared: an application's <see cref="Auth0Application.Name"/> is raw, its display name is not.</remarks>
internal static class DisplayText
{
    /// <summary>The longest line, in characters; both its ends are kept, because they say what is wrong.</summary>
    public const int LongestLine = 600;

    private const int ZeroWidthNonJoiner = 0x200C;
    private const int ZeroWidthJoiner = 0x200D;

    /// <summary>The text, whole.</summary>
    /// <param name="text">Text of any origin.</param>
    public static string Of(string text)
    {
        if (text.All(static letter => letter is >= ' ' and <= '~'))
            return text;

        var shown = new StringBuilder(text.Length);
        // Half a surrogate pair comes out of this as U+FFFD.
        foreach (var rune in text.EnumerateRunes())
            shown.Append(Shown(rune));
        return shown.ToString();
    }

    /// <summary>The text, cut to a readable length.</summary>
    /// <param name="text">Text of any origin.</param>
    public static string Line(string text)
    {
        var line = Of(text);
        return line.Length <= LongestLine ? line : Of(string.Concat(line.AsSpan(0, LongestLine / 2), "…", line.AsSpan(line.Length - (LongestLine / 2) + 1)));
    }

    /// <summary>Signs that break lines become spaces; those that steer a terminal, or turn and hide text, are shown as such.</summary>
    private static Rune Shown(Rune rune) => rune.Value switch
    {
        '\r' or '\n' or '\t' or 0x85 => new Rune(' '),

        // Persian words and emoji families are written with these, which only join or part their neighbours.
        ZeroWidthNonJoiner or ZeroWidthJoiner => rune,
        _ => Rune.GetUnicodeCategory(rune) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format => Rune.ReplacementChar,
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => new Rune(' '),
            _ => rune,
        },
    };
}
