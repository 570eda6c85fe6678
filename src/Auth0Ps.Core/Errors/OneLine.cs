using System.Globalization;
using System.Text;

namespace Auth0Ps.Errors;

/// <summary>Keeps what people are told to one line of readable length, whatever input is quoted in it.</summary>
internal static class OneLine
{
    /// <summary>The longest text, in characters; both its ends are kept, because they say what is wrong.</summary>
    public const int Longest = 600;

    public static string Of(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var line = string.Create(text.Length, text, static (letters, from) =>
        {
            for (var index = 0; index < letters.Length; index++)
                letters[index] = Shown(from[index]);
        });
        return line.Length <= Longest ? line : string.Concat(line.AsSpan(0, Longest / 2), "…", line.AsSpan(line.Length - (Longest / 2) + 1));
    }

    /// <summary>Signs that break lines become spaces; those that steer a terminal, or turn and hide text, are shown as such.</summary>
    private static char Shown(char letter) => letter is '\r' or '\n' or '\t'
        ? ' '
        : char.GetUnicodeCategory(letter) switch
        {
            UnicodeCategory.Control or UnicodeCategory.Format => (char)Rune.ReplacementChar.Value,
            UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => ' ',
            _ => letter,
        };
}
