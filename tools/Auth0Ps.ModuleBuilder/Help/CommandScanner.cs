using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>A command in a piece of PowerShell code, with the parameters that are named.</summary>
internal sealed record CommandUse(string Name, int Line, IReadOnlyList<(string Name, int Line)> Parameters);

/// <summary>Finds the commands in PowerShell code, with PowerShell's own parser.</summary>
internal static partial class CommandScanner
{
    /// <summary>Lists the commands of the code, which begins on the given line, blocks and sub-expressions included.</summary>
    /// <param name="code">The code, with or without prompts.</param>
    /// <param name="line">The line of the file on which it begins, counted from one.</param>
    /// <param name="problem">Why PowerShell cannot read the code, and the line; null when it can.</param>
    internal static IReadOnlyList<CommandUse> Scan(string code, int line, out (string Message, int Line)? problem)
    {
        var script = Parser.ParseInput(Prompt().Replace(code, string.Empty), out _, out var problems);
        problem = problems is [var first, ..] ? (first.Message, LineOf(first.Extent)) : null;
        return [.. script.FindAll(ast => ast is CommandAst, searchNestedScriptBlocks: true).Cast<CommandAst>().Select(Use).OfType<CommandUse>()];

        int LineOf(IScriptExtent extent) => extent.StartLineNumber + line - 1;

        // A command that is called through a variable has no name to look up.
        CommandUse? Use(CommandAst command) => command.GetCommandName() is not { } name
            ? null
            : new CommandUse(
                name[(name.LastIndexOf('\\') + 1)..],
                LineOf(command.Extent),
                [.. command.CommandElements.OfType<CommandParameterAst>().Select(parameter => (parameter.ParameterName, LineOf(parameter.Extent)))]);
    }

    [GeneratedRegex(@"^(PS[^>\r\n]*>|>>)[ ]?", RegexOptions.Multiline | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Prompt();
}
