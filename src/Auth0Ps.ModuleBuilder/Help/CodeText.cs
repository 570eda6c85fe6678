namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>The characters of PowerShell code, taken in the pieces the language is made of.</summary>
internal sealed class CodeText(string code, int firstLine)
{
    private readonly string code = code.ReplaceLineEndings("\n");
    private int position;

    internal int Line { get; private set; } = firstLine;

    internal bool AtEnd => position >= code.Length;

    internal char Peek => code[position];

    internal void Take()
    {
        if (code[position++] == '\n')
        {
            Line++;
        }
    }

    /// <summary>Skips one stretch of spaces, a comment or a continued line end; false when none is there.</summary>
    internal bool SkipBlank()
    {
        if (Peek is ' ' or '\t')
        {
            Take();
            return true;
        }

        if (At("`\n"))
        {
            TakeTo(position + 2);
            return true;
        }

        if (At("<#"))
        {
            TakeTo(After("#>", position));
            return true;
        }

        if (Peek == '#')
        {
            int end = code.IndexOf('\n', position);
            TakeTo(end < 0 ? code.Length : end);
            return true;
        }

        return false;
    }

    /// <summary>Skips a quoted text or here-string; sub-expressions in a double-quoted one are handed to <paramref name="scan"/>.</summary>
    internal bool SkipText(Action<char> scan)
    {
        if (At("@'"))
        {
            TakeTo(After("\n'@", position));
            return true;
        }

        if (At("@\""))
        {
            TakeTo(position + 2);
            Expandable(scan, "\n\"@");
            return true;
        }

        if (Peek == '\'')
        {
            TakeTo(After("'", position + 1));
            return true;
        }

        if (Peek == '"')
        {
            Take();
            Expandable(scan, "\"");
            return true;
        }

        return false;
    }

    /// <summary>Takes an opening bracket, with the <c>$</c> or <c>@</c> before it, and returns what closes it.</summary>
    internal char? TakeOpening()
    {
        int bracket = Peek is '$' or '@' ? position + 1 : position;
        char? close = bracket >= code.Length ? null : code[bracket] switch
        {
            '(' => ')',
            '{' => '}',
            '[' => ']',
            _ => null,
        };
        if (close is not null)
        {
            TakeTo(bracket + 1);
        }

        return close;
    }

    /// <summary>A bare word, at least one character long.</summary>
    internal string Word()
    {
        int start = position;
        Take();
        while (!AtEnd && !char.IsWhiteSpace(Peek) && "()[]{};|&'\",=".IndexOf(Peek, StringComparison.Ordinal) < 0)
        {
            Take();
        }

        return code[start..position];
    }

    private void Expandable(Action<char> scan, string end)
    {
        while (!AtEnd && !At(end))
        {
            if (At("$("))
            {
                TakeTo(position + 2);
                scan(')');
            }
            else
            {
                TakeTo(position + (Peek == '`' ? 2 : 1));
            }
        }

        TakeTo(position + end.Length);
    }

    private bool At(string token) => string.CompareOrdinal(code, position, token, 0, token.Length) == 0;

    private int After(string token, int from)
    {
        int found = code.IndexOf(token, from, StringComparison.Ordinal);
        return found < 0 ? code.Length : found + token.Length;
    }

    private void TakeTo(int end)
    {
        while (position < end && !AtEnd)
        {
            Take();
        }
    }
}
