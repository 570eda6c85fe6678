
namespace Auth0Ps.Scheduling.Entries;

/// <summary>Words for a POSIX shell (also read the same by csh and fish).</summary>
internal static class ShellText
{
    public static string Quote(IEnumerable<string> words) => string.Join(' ', words.Select(Quote));

    public static string Quote(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.' or '/' or '=' or ':' or ',' or '+' or '@')
            ? word
            : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
