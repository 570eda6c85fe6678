using System.Globalization;
using System.Text;

namespace Auth0Ps.Scheduling.Schedulers;

/// <summary>Reads what systemctl writes.</summary>
internal static class SystemdText
{
    private const int SignalBase = 128;

    /// <summary>Lines of <c>Name=Value</c>.</summary>
    public static Dictionary<string, string> Properties(string output)
    {
        var properties = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var line in output.Split('\n'))
        {
            if (line.IndexOf('=', StringComparison.Ordinal) is > 0 and var sign)
                properties[line[..sign]] = line[(sign + 1)..].TrimEnd('\r');
        }

        return properties;
    }

    /// <summary>The manager's environment; values with special characters are written <c>$'...'</c>, as shells read them.</summary>
    public static Dictionary<string, string> Environment(string output)
    {
        var variables = Properties(output);
        foreach (var (name, value) in variables)
        {
            if (value.StartsWith("$'", StringComparison.Ordinal) && value.EndsWith('\''))
                variables[name] = Unescape(value[2..^1]);
        }

        return variables;
    }

    /// <summary>A time as systemctl writes it under <c>TZ=UTC</c>; null for none.</summary>
    public static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParseExact(
            text, "ddd yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    /// <summary>What a shell would show: a process that a signal ended (codes 2 and 3, waitid(2)) counts from 128.</summary>
    public static int ExitCode(string? kind, int status) => kind is "2" or "3" ? SignalBase + status : status;

    private static string Unescape(string text)
    {
        var plain = new StringBuilder();
        for (var index = 0; index < text.Length; index++)
        {
            if (text[index] != '\\' || index + 1 == text.Length)
            {
                plain.Append(text[index]);
                continue;
            }

            index++;
            plain.Append(text[index] switch { 'n' => '\n', 't' => '\t', 'r' => '\r', var letter => letter });
        }

        return plain.ToString();
    }
}
