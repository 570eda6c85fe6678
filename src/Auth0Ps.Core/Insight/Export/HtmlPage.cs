using System.Globalization;
using System.Net;
using System.Text;

namespace Auth0Ps.Insight.Export;

/// <summary>
/// Writes a page that needs nothing but itself: no script, no request, readable without colour, on paper, in the dark and by a screen reader. All text
/// goes through <see cref="Text"/>, so that none of it is markup.
/// </summary>
internal sealed class HtmlPage
{
    private const string Style = """
        :root{color-scheme:light dark;--back:#fff;--text:#1b1f24;--soft:#4f5864;--line:#c9d1d9;--shade:#f4f6f8;--bar:#1a67a8;--warn:#a04a00}
        @media(prefers-color-scheme:dark){:root{--back:#0f141a;--text:#e6edf3;--soft:#a9b4c0;--line:#3a434d;--shade:#171d25;--bar:#63aef2;--warn:#f2a65e}}
        *{box-sizing:border-box}
        body{margin:0 auto;max-width:76rem;padding:1.5rem;background:var(--back);color:var(--text);font:1rem/1.5 system-ui,sans-serif;overflow-wrap:anywhere}
        h1{font-size:1.6rem;line-height:1.2;margin:0 0 .25rem}
        h2{font-size:1.2rem;margin:2rem 0 .5rem}
        h3{font-size:1rem;margin:1rem 0 .25rem}
        p,dl,ul{margin:.25rem 0 1rem;max-width:62rem}
        .soft,figcaption,footer{color:var(--soft)}
        dl{display:grid;grid-template-columns:max-content 1fr;gap:.1rem 1.5rem}
        dt{font-weight:600}dd{margin:0}
        .numbers{display:flex;flex-wrap:wrap;gap:.75rem;list-style:none;padding:0}
        .numbers li{border:1px solid var(--line);border-radius:.4rem;padding:.5rem .9rem;min-width:8rem}
        .numbers b{display:block;font-size:1.6rem;line-height:1.2}
        .charts{display:grid;grid-template-columns:repeat(auto-fit,minmax(min(100%,21rem),1fr));gap:1rem}
        figure{margin:0;border:1px solid var(--line);border-radius:.4rem;padding:.75rem}
        svg{display:block;width:100%;height:auto}
        svg text{fill:var(--text);font:13px system-ui,sans-serif}
        svg .bar{fill:var(--bar)}svg .warn{fill:var(--warn);stroke:var(--warn)}svg .axis{stroke:var(--line)}svg .hatch{stroke:var(--warn);stroke-width:3}
        .scroll{overflow-x:auto}
        table{border-collapse:collapse;width:100%;font-size:.875rem}
        caption{text-align:left;color:var(--soft);padding-bottom:.4rem}
        th,td{text-align:left;vertical-align:top;padding:.35rem .6rem;border-bottom:1px solid var(--line)}
        thead th{background:var(--shade);white-space:nowrap}
        tbody th{font-weight:600;min-width:11rem}
        td small,th small{display:block;color:var(--soft);font-weight:400;font-size:.8125rem}
        .no{color:var(--warn);font-weight:600}
        footer{margin-top:2rem;font-size:.875rem}
        @page{size:A4 landscape;margin:12mm}
        @media print{
        :root{color-scheme:light;--back:#fff;--text:#000;--soft:#3d444d;--line:#b0b7bf;--shade:#f0f2f4;--bar:#1a67a8;--warn:#a04a00}
        body{padding:0;max-width:none;font-size:9pt;print-color-adjust:exact;-webkit-print-color-adjust:exact}
        table{font-size:8pt}td small,th small{font-size:7.5pt}h1{font-size:16pt}h2{font-size:12pt;break-after:avoid}
        thead{display:table-header-group}tr,figure,.numbers li{break-inside:avoid}.scroll{overflow:visible}
        .charts{grid-template-columns:repeat(3,1fr)}
        }
        """;

    private readonly StringBuilder _body = new();
    private int _ids;

    /// <summary>Begins a page.</summary>
    /// <param name="title">Its title, which is also its first heading.</param>
    /// <param name="under">What is under that.</param>
    public HtmlPage(string title, string under)
    {
        Raw("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">\n");
        // The icon is an empty one, which keeps browsers from asking a server for it; the policy keeps out all that might be asked for.
        Raw("<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">\n<meta name=\"referrer\" content=\"no-referrer\">\n<link rel=\"icon\" href=\"data:,\">\n");
        Raw($"<title>{Text(title)}</title>\n<style>\n{Style}\n</style>\n</head>\n<body>\n<header>\n<h1>{Text(title)}</h1>\n<p class=\"soft\">{Text(under)}</p>\n</header>\n<main>\n");
    }

    /// <summary>An id that the page has not had yet.</summary>
    public string NewId() => string.Create(CultureInfo.InvariantCulture, $"i{++_ids}");

    /// <summary>Text that stays text, whatever is in it.</summary>
    public static string Text(string? text) => WebUtility.HtmlEncode(text ?? "");

    /// <summary>A time, in UTC, to the minute.</summary>
    public static string Time(DateTimeOffset? time) => time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture) : "";

    /// <summary>A time, in UTC, to the millisecond.</summary>
    public static string Moment(DateTimeOffset? time) => time is { } at ? at.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff 'UTC'", CultureInfo.InvariantCulture) : "";

    /// <summary>A span of time in its largest unit, cut.</summary>
    public static string Span(TimeSpan span)
    {
        var (number, unit) = span.TotalDays >= 1 ? (span.TotalDays, "day") : span.TotalHours >= 1 ? (span.TotalHours, "hour") : (Math.Max(0, span.TotalMinutes), "minute");
        return string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(number):0} {unit}{(Math.Floor(number) == 1 ? "" : "s")}");
    }

    /// <summary>Adds markup.</summary>
    public HtmlPage Raw(string markup)
    {
        _body.Append(markup);
        return this;
    }

    public HtmlPage Heading(string text) => Raw($"<h2>{Text(text)}</h2>\n");

    public HtmlPage Paragraph(string text) => Raw($"<p>{Text(text)}</p>\n");

    /// <summary>Names with what they stand for; those that stand for nothing are left out.</summary>
    public HtmlPage Pairs(params (string Name, string? Value)[] pairs)
    {
        Raw("<dl>\n");
        foreach (var (name, value) in pairs)
        {
            if (!string.IsNullOrEmpty(value))
                Raw($"<dt>{Text(name)}</dt><dd>{Text(value)}</dd>\n");
        }

        return Raw("</dl>\n");
    }

    /// <summary>Large numbers with what they count.</summary>
    public HtmlPage Numbers(params (long Number, string Of)[] numbers)
    {
        Raw("<ul class=\"numbers\">\n");
        foreach (var (number, of) in numbers)
            Raw(string.Create(CultureInfo.InvariantCulture, $"<li><b>{number}</b> {Text(of)}</li>\n"));
        return Raw("</ul>\n");
    }

    /// <summary>A table; the first column names its rows.</summary>
    /// <param name="caption">What it shows.</param>
    /// <param name="columns">The columns' names.</param>
    /// <param name="rows">The cells of each row, in markup.</param>
    public HtmlPage Table(string caption, IReadOnlyList<string> columns, IEnumerable<IReadOnlyList<string>> rows)
    {
        // Users of the keyboard must be able to scroll it.
        Raw($"<div class=\"scroll\" role=\"region\" aria-label=\"{Text(caption)}\" tabindex=\"0\">\n<table>\n<caption>{Text(caption)}</caption>\n<thead><tr>");
        foreach (var column in columns)
            Raw($"<th scope=\"col\">{Text(column)}</th>");
        Raw("</tr></thead>\n<tbody>\n");
        foreach (var row in rows)
        {
            Raw($"<tr><th scope=\"row\">{row[0]}</th>");
            foreach (var cell in row.Skip(1))
                Raw($"<td>{cell}</td>");
            Raw("</tr>\n");
        }

        return Raw("</tbody>\n</table>\n</div>\n");
    }

    /// <summary>Ends the page.</summary>
    /// <param name="footer">What is at its end.</param>
    public string End(string footer) => Raw($"</main>\n<footer><p>{Text(footer)}</p></footer>\n</body>\n</html>\n")._body.ToString();
}
