using System.Globalization;
using System.Text;

namespace Auth0Ps.Insight.Export;

/// <summary>Bars in SVG. Each has its number above it, and a screen reader hears them all, so that neither colour nor height has to be seen.</summary>
internal static class BarChart
{
    private const int Width = 420;
    private const int Height = 190;
    private const int Top = 24;
    private const int Floor = 150;

    /// <summary>Adds a chart.</summary>
    /// <param name="page">The page.</param>
    /// <param name="title">What it shows.</param>
    /// <param name="note">What is under it.</param>
    /// <param name="bars">The bars: what they stand for, how high they are, and how high the hatched one beside each is (null for none).</param>
    public static void Add(HtmlPage page, string title, string note, IReadOnlyList<(string Label, long Value, long? Hatched)> bars)
    {
        var (titleId, textId, hatchId) = (page.NewId(), page.NewId(), page.NewId());
        var highest = Math.Max(1, bars.Max(bar => Math.Max(bar.Value, bar.Hatched ?? 0)));
        var slot = (double)(Width - 10) / bars.Count;
        var words = string.Join("; ", bars.Select(bar => string.Create(CultureInfo.InvariantCulture, $"{bar.Label}: {bar.Value}{(bar.Hatched is { } hatched ? $" succeeded, {hatched} failed" : "")}")));
        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"<svg role=\"img\" aria-labelledby=\"{titleId} {textId}\" viewBox=\"0 0 {Width} {Height}\">\n<title id=\"{titleId}\">{HtmlPage.Text(title)}</title>\n<desc id=\"{textId}\">{HtmlPage.Text(words)}</desc>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<defs><pattern id=\"{hatchId}\" width=\"6\" height=\"6\" patternUnits=\"userSpaceOnUse\" patternTransform=\"rotate(45)\"><line class=\"hatch\" x1=\"1\" y1=\"0\" x2=\"1\" y2=\"6\"/></pattern></defs>\n");
        svg.Append(CultureInfo.InvariantCulture, $"<line class=\"axis\" x1=\"4\" y1=\"{Floor}\" x2=\"{Width - 4}\" y2=\"{Floor}\"/>\n");
        for (var i = 0; i < bars.Count; i++)
        {
            var left = 5 + (i * slot);
            var (label, value, hatched) = bars[i];
            var wide = hatched is null ? slot * 0.7 : slot * 0.36;
            Bar(left + (slot * 0.14), wide, value, "class=\"bar\"");
            if (hatched is { } failed)
                Bar(left + (slot * 0.52), wide, failed, $"class=\"warn\" style=\"fill:url(#{hatchId})\"");

            // Every other one where they would not fit beside each other.
            if (label.Length * 7.5 <= slot || i % (int)Math.Ceiling(label.Length * 7.5 / slot) == 0)
                svg.Append(CultureInfo.InvariantCulture, $"<text x=\"{left + (slot / 2):0.#}\" y=\"{Floor + 18}\" text-anchor=\"middle\">{HtmlPage.Text(label)}</text>\n");
        }

        page.Raw($"<figure>\n{svg}</svg>\n<figcaption><strong>{HtmlPage.Text(title)}.</strong> {HtmlPage.Text(note)}</figcaption>\n</figure>\n");

        void Bar(double x, double wide, long value, string attributes)
        {
            if (value <= 0)
                return;
            var high = Math.Max(2, (Floor - Top) * (double)value / highest);
            svg.Append(CultureInfo.InvariantCulture, $"<rect {attributes} x=\"{x:0.#}\" y=\"{Floor - high:0.#}\" width=\"{wide:0.#}\" height=\"{high:0.#}\"/><text x=\"{x + (wide / 2):0.#}\" y=\"{Floor - high - 5:0.#}\" text-anchor=\"middle\">{value}</text>\n");
        }
    }
}
