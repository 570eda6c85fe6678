using System.Globalization;
using System.Xml.Linq;

namespace Auth0Ps.Sandbox.Cli.Picture;

/// <summary>Draws the content of a terminal window as SVG.</summary>
internal static class TerminalPicture
{
    private const double FontSize = 13;
    private const double CharacterWidth = 7.83;
    private const double LineHeight = 18;
    private const double Margin = 16;
    private const double TitleBar = 36;

    // In the order of the terminal's codes: eight dark, eight bright.
    private static readonly string[] Palette =
    [
        "#484f58", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#b1bac4",
        "#8b949e", "#ffa198", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#ffffff",
    ];

    public static string Draw(string title, string text)
    {
        XNamespace svg = "http://www.w3.org/2000/svg";
        var lines = AnsiText.Lines(text);
        var width = (2 * Margin) + (CharacterWidth * lines.Max(line => line.Sum(run => Columns(run.Text))));
        var height = TitleBar + Margin + (LineHeight * lines.Count);
        var picture = new XElement(
            svg + "svg",
            new XAttribute("viewBox", string.Create(CultureInfo.InvariantCulture, $"0 0 {width:0} {height:0}")),
            new XAttribute("width", Number(width)),
            new XAttribute("height", Number(height)),
            new XAttribute("role", "img"),
            new XAttribute("font-family", "ui-monospace, 'Cascadia Mono', Consolas, 'DejaVu Sans Mono', monospace"),
            new XAttribute("font-size", Number(FontSize)),
            new XElement(svg + "title", title),
            new XElement(svg + "rect", new XAttribute("width", "100%"), new XAttribute("height", "100%"), new XAttribute("rx", 8), new XAttribute("fill", "#0d1117")),
            new XElement(svg + "text", new XAttribute("x", Number(width / 2)), new XAttribute("y", 23), new XAttribute("text-anchor", "middle"), new XAttribute("fill", "#8b949e"), title));
        var dot = 0;
        foreach (var colour in (string[])["#ff5f57", "#febc2e", "#28c840"])
            picture.Add(new XElement(svg + "circle", new XAttribute("cx", Number(Margin + 6 + (20 * dot++))), new XAttribute("cy", 18), new XAttribute("r", 6), new XAttribute("fill", colour)));
        for (var row = 0; row < lines.Count; row++)
        {
            if (lines[row].Count > 0)
                picture.Add(Line(svg, lines[row], TitleBar + (LineHeight * row) + FontSize));
        }

        return new XDocument(picture).ToString(SaveOptions.DisableFormatting) + "\n";
    }

    // Each stretch has its own place and length, so that columns stay in line whatever the font.
    private static XElement Line(XNamespace svg, IReadOnlyList<AnsiRun> runs, double y)
    {
        var line = new XElement(svg + "text", new XAttribute(XNamespace.Xml + "space", "preserve"), new XAttribute("y", Number(y)), new XAttribute("fill", "#c9d1d9"));
        var column = 0;
        foreach (var run in runs)
        {
            var columns = Columns(run.Text);
            line.Add(new XElement(
                svg + "tspan",
                new XAttribute("x", Number(Margin + (CharacterWidth * column))),
                new XAttribute("textLength", Number(CharacterWidth * columns)),
                run.Colour is { } colour ? new XAttribute("fill", Palette[colour]) : null,
                run.Bold ? new XAttribute("font-weight", "bold") : null,
                run.Text));
            column += columns;
        }

        return line;
    }

    // Letters of East Asian scripts take two columns (Unicode, UAX 11), which is close enough from Hangul Jamo on.
    private static int Columns(string text) => text.EnumerateRunes().Sum(rune => rune.Value >= 0x1100 ? (rune.Value is >= 0x2000 and < 0x2E80 ? 1 : 2) : 1);

    private static string Number(double value) => value.ToString("0.##", CultureInfo.InvariantCulture);
}
