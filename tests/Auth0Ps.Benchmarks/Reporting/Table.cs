namespace Auth0Ps.Benchmarks.Reporting;

/// <summary>Prints the lines under each other.</summary>
internal static class Table
{
    public static void Print(IReadOnlyList<Line> lines)
    {
        string[][] rows =
        [
            ["measure", "ours", "baseline", "ratio", "goal", "met"],
            .. lines.Select(line => (string[])[line.What, line.Ours, line.Baseline, line.Ratio, line.Goal, line.IsMet switch { true => "yes", false => "no", null => "" }]),
        ];
        var widths = Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length)).ToArray();
        foreach (var row in rows)
            Console.WriteLine(string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column]))).TrimEnd());
    }
}
