using System.Globalization;
using System.Text;

namespace Auth0Ps.ModuleBuilder.Manifests;

/// <summary>The characters of a data file, with comments and white space taken away.</summary>
internal sealed class DataFileText(string content)
{
    private int position;

    internal int Line { get; private set; } = 1;

    internal bool AtEnd => position >= content.Length;

    /// <summary>The next character; a zero character at the end.</summary>
    internal char Peek => AtEnd ? '\0' : content[position];

    /// <summary>Skips spaces and comments, and on request line ends and semicolons.</summary>
    internal void SkipBlank(bool newlines = false, bool separators = false)
    {
        while (!AtEnd)
        {
            if (StartsWith("<#"))
            {
                int end = content.IndexOf("#>", position, StringComparison.Ordinal);
                Advance((end < 0 ? content.Length : end + 2) - position);
            }
            else if (Peek == '#')
            {
                int end = content.IndexOf('\n', position);
                Advance((end < 0 ? content.Length : end) - position);
            }
            else if (Peek is ' ' or '\t' or '\uFEFF' || (newlines && Peek is '\r' or '\n') || (separators && Peek == ';'))
            {
                Advance(1);
            }
            else
            {
                return;
            }
        }
    }

    internal bool TryTake(string token)
    {
        bool there = StartsWith(token);
        if (there)
        {
            Advance(token.Length);
        }

        return there;
    }

    internal void Expect(string token)
    {
        if (!TryTake(token))
        {
            throw new DataFileException(Line, $"Expected '{token}'{(AtEnd ? ", but the file ends" : $" instead of '{Peek}'")}.");
        }
    }

    /// <summary>A bare word: a key, a number or a constant such as <c>$true</c>.</summary>
    internal string Word()
    {
        int start = position;
        while (!AtEnd && (char.IsAsciiLetterOrDigit(Peek) || Peek is '_' or '-' or '.' or '$' or '+'))
        {
            position++;
        }

        return position > start ? content[start..position] : throw Unexpected();
    }

    /// <summary>A text in single or double quotes. Double-quoted texts may not need evaluation.</summary>
    internal string Quoted()
    {
        char quote = Peek;
        int first = Line;
        Advance(1);
        var value = new StringBuilder();
        while (true)
        {
            if (AtEnd)
            {
                throw new DataFileException(first, "The text that begins here has no closing quote.");
            }

            if (Peek == quote && !StartsWith(new string(quote, 2)))
            {
                Advance(1);
                return value.ToString();
            }

            if (quote == '"' && Peek is '$' or '`')
            {
                throw new DataFileException(Line, "A text that PowerShell would have to evaluate cannot be read here; use single quotes.");
            }

            value.Append(Peek);
            Advance(Peek == quote ? 2 : 1);
        }
    }

    internal DataFileException Unexpected() => new(
        Line,
        AtEnd ? "The file ends too early." : string.Create(CultureInfo.InvariantCulture, $"'{Peek}' is not expected here."));

    private bool StartsWith(string token) => string.CompareOrdinal(content, position, token, 0, token.Length) == 0;

    private void Advance(int count)
    {
        Line += content.AsSpan(position, count).Count('\n');
        position += count;
    }
}
