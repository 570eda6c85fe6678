namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>A command as it stands in a piece of PowerShell code, with the parameters that are named.</summary>
internal sealed record CommandUse(string Name, int Line)
{
    internal List<(string Name, int Line)> Parameters { get; } = [];
}

/// <summary>
/// Finds the commands in PowerShell code without PowerShell: enough of the grammar to know what is a command, what is
/// a parameter and what is merely a text, a comment or an expression. Blocks and sub-expressions are looked into.
/// </summary>
internal sealed class CommandScanner
{
    // Words after which a command may follow directly.
    private static readonly HashSet<string> BeforeCommand =
        new(["return", "throw", "else", "do", "try", "finally", "in", "begin", "process", "end", ".", "PS>", ">>"], StringComparer.OrdinalIgnoreCase);

    private readonly CodeText text;
    private readonly List<CommandUse> found = [];

    private CommandScanner(string code, int line) => text = new CodeText(code, line);

    /// <summary>Lists the commands of the code, which begins on the given line.</summary>
    internal static IReadOnlyList<CommandUse> Scan(string code, int line)
    {
        var scanner = new CommandScanner(code, line);
        while (!scanner.text.AtEnd)
        {
            scanner.Statements('\0');
        }

        return scanner.found;
    }

    // Reads up to the closing bracket; nested ones, in their turn, are read by this same method.
    private void Statements(char close)
    {
        CommandUse? command = null;
        bool expected = true;
        bool afterComma = false;
        while (!text.AtEnd)
        {
            if (text.Peek == '\n' && afterComma)
            {
                text.Take();
                continue;
            }

            if (text.SkipBlank())
            {
                continue;
            }

            char next = text.Peek;
            afterComma = next == ',';
            if (next == close || next is ')' or '}' or ']')
            {
                text.Take();
                return;
            }

            if (next is '\n' or ';' or '|' or '&' || (next == '=' && (command is null || close == '}')))
            {
                text.Take();
                (command, expected) = (null, true);
            }
            else if (Nested())
            {
                expected = false;
            }
            else if (next == ',')
            {
                text.Take();
            }
            else
            {
                (command, expected) = Word(command, expected);
            }
        }
    }

    // A text, a bracket or a sub-expression: whatever it holds, it is not a bare word.
    private bool Nested()
    {
        if (text.SkipText(Statements))
        {
            return true;
        }

        char? close = text.TakeOpening();
        if (close is null)
        {
            return false;
        }

        Statements(close.Value);
        return true;
    }

    private (CommandUse? Command, bool Expected) Word(CommandUse? command, bool expected)
    {
        int line = text.Line;
        string word = text.Word();
        if (word.Length > 1 && word[0] == '-' && char.IsAsciiLetter(word[1]) && !expected)
        {
            command?.Parameters.Add((word[1..].Split(':')[0], line));
            return (command, false);
        }

        if (expected || command is null)
        {
            if (BeforeCommand.Contains(word))
            {
                return (null, true);
            }
        }

        if (!expected)
        {
            return (command, false);
        }

        // A variable or a type begins an expression, not a command.
        if (word[0] is '$' or '[' or '-' or '+' or '!' || char.IsAsciiDigit(word[0]))
        {
            return (null, false);
        }

        var use = new CommandUse(word[(word.LastIndexOf('\\') + 1)..], line);
        found.Add(use);
        return (use, false);
    }
}
