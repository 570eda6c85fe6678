using System.Buffers;
using System.Globalization;
using System.Text;

namespace Auth0Ps.Insight.Export;

/// <summary>Writes CSV (RFC 4180) whose cells no spreadsheet takes for formulas.</summary>
internal static class CsvText
{
    private static readonly SearchValues<char> Quoted = SearchValues.Create(",\"\r\n;'");

    public static void AddLine(StringBuilder csv, IEnumerable<object?> cells) => csv.AppendJoin(',', cells.Select(Cell)).Append("\r\n");

    /// <summary>A cell. Text that a spreadsheet would run gets an apostrophe in front (OWASP, "CSV Injection"); times and numbers are the same in every culture.</summary>
    private static string Cell(object? value)
    {
        var text = value switch
        {
            null => "",
            DateTimeOffset time => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
            double number => number.ToString("0.##", CultureInfo.InvariantCulture),
            IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
            _ => value.ToString() ?? "",
        };
        if (value is string && text.TrimStart() is [var first, ..] && "=+-@\t\r|%".Contains(first, StringComparison.Ordinal))
            text = "'" + text;
        return !text.AsSpan().ContainsAny(Quoted) ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
    }
}
