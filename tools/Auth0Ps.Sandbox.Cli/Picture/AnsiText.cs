using System.Globalization;
using System.Text.RegularExpressions;

namespace Auth0Ps.Sandbox.Cli.Picture;

/// <summary>A stretch of a line in one style.</summary>
/// <param name="Colour">An index into the sixteen colours of a terminal; null for the default.</param>
internal sealed record AnsiRun(string Text, int? Colour, bool Bold);

/// <summary>Takes text with terminal colours (ECMA-48, SGR) apart.</summary>
internal static partial class AnsiText
{
    /// <summary>The lines, without blank ones at the end.</summary>
    public static IReadOnlyList<IReadOnlyList<AnsiRun>> Lines(string text)
    {
        var lines = new List<IReadOnlyList<AnsiRun>>();
        var (colour, bold) = ((int?)null, false);
        foreach (var line in text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n'))
        {
            var runs = new List<AnsiRun>();
            var end = 0;
            foreach (Match code in Code().Matches(line))
            {
                Add(line[end..code.Index]);
                foreach (var number in code.Groups["numbers"].Value.Split(';'))
                    Apply(number.Length == 0 ? 0 : int.Parse(number, CultureInfo.InvariantCulture));
                end = code.Index + code.Length;
            }

            Add(line[end..]);
            lines.Add(runs);

            void Add(string part)
            {
                if (part.Length > 0)
                    runs.Add(new AnsiRun(part, colour, bold));
            }
        }

        return lines;

        void Apply(int code) => (colour, bold) = code switch
        {
            0 => (null, false),
            1 => (colour, true),
            22 => (colour, false),
            >= 30 and <= 37 => (code - 30, bold),
            39 => (null, bold),
            >= 90 and <= 97 => (code - 90 + 8, bold),
            _ => (colour, bold),
        };
    }

    [GeneratedRegex(@"\e\[(?<numbers>[\d;]*)m", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Code();
}
