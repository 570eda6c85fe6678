
namespace Auth0Ps.Scheduling.Entries;

/// <summary>A user's crontab, of which this module changes only its own lines; all others stay byte for byte.</summary>
internal static class Crontab
{
    public static bool Has(string crontab, string name) => Lines(crontab).Any(line => Is(line, name));

    /// <summary>Puts a schedule at the end, in place of what there was of it.</summary>
    public static string With(string crontab, string name, string entry)
    {
        var others = Without(crontab, name);

        // Cron refuses a last line without an end, so this one can only come from elsewhere.
        var end = others.Length > 0 && others[^1] != '\n' ? "\n" : "";
        return $"{others}{end}{CrontabLine.Marker(name)}\n{entry}\n";
    }

    /// <summary>Takes a schedule's lines out.</summary>
    public static string Without(string crontab, string name)
    {
        var kept = new List<string>();
        var afterMarker = false;
        foreach (var line in Lines(crontab))
        {
            var marker = Is(line, name);

            // Someone may have switched the entry off with a comment sign; one that was deleted leaves another's line here.
            var entry = afterMarker && line.Contains($"/schedules/{name}/", StringComparison.Ordinal);
            if (!marker && !entry)
                kept.Add(line);
            afterMarker = marker;
        }

        return string.Concat(kept);
    }

    /// <summary>True when the schedule's entry is there and not switched off.</summary>
    public static bool Runs(string crontab, string name)
    {
        var lines = Lines(crontab).ToList();
        var marker = lines.FindIndex(line => Is(line, name));
        return marker >= 0 && marker + 1 < lines.Count && !lines[marker + 1].TrimStart().StartsWith('#')
            && lines[marker + 1].Contains($"/schedules/{name}/", StringComparison.Ordinal);
    }

    /// <summary>The variables that a crontab sets for the lines below (crontab(5)).</summary>
    public static IEnumerable<KeyValuePair<string, string>> Variables(string crontab)
    {
        foreach (var line in Lines(crontab).Select(line => line.Trim()))
        {
            var sign = line.IndexOf('=', StringComparison.Ordinal);
            var name = sign > 0 ? Unquote(line[..sign].Trim()) : "";
            if (name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter == '_'))
                yield return new(name, Unquote(line[(sign + 1)..].Trim()));
        }
    }

    private static bool Is(string line, string name) => line.TrimEnd('\r', '\n') == CrontabLine.Marker(name);

    private static string Unquote(string text) =>
        text.Length >= 2 && text[0] is '\'' or '"' && text[^1] == text[0] ? text[1..^1] : text;

    private static IEnumerable<string> Lines(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = text.IndexOf('\n', start);
            var next = end < 0 ? text.Length : end + 1;
            yield return text[start..next];
            start = next;
        }
    }
}
