using System.Text.RegularExpressions;
using Auth0Ps.ModuleBuilder.Assemblies;
using Auth0Ps.ModuleBuilder.Reporting;

namespace Auth0Ps.ModuleBuilder.Help;

/// <summary>Code on a help page must call the cmdlets as they are now.</summary>
internal sealed partial class CodeRules(ModuleAssembly assembly, ErrorList errors)
{
    internal void Check(string file, IEnumerable<CodeMention> code)
    {
        foreach (var mention in code)
        {
            var uses = CommandScanner.Scan(mention.Text, mention.Line, out var problem);
            foreach (var use in uses)
                Check(file, use);
            if (mention.IsBlock && problem is { } found)
                errors.Add(file, found.Line, ErrorCode.ExampleSyntax, $"PowerShell cannot read this example: {found.Message}");
        }
    }

    /// <summary>Whether the text is, in form, the name of one of this module's cmdlets.</summary>
    internal static bool LooksLikeCmdlet(string text) => CmdletForm().IsMatch(text);

    private void Check(string file, CommandUse use)
    {
        if (!LooksLikeCmdlet(use.Name))
            return;

        if (assembly.Cmdlets.FirstOrDefault(cmdlet => cmdlet.Name.Names(use.Name)) is not { } called)
        {
            errors.Add(file, use.Line, ErrorCode.ExampleCommand, $"{use.Name} is not a cmdlet of this module.");
            return;
        }

        foreach (var (name, line) in use.Parameters)
        {
            if (Problem(called, name) is { } problem)
            {
                errors.Add(file, line, ErrorCode.ExampleParameter, $"{called.Name} {problem}");
            }
        }
    }

    private static string? Problem(Cmdlet cmdlet, string name)
    {
        var visible = cmdlet.VisibleParameters.ToList();
        if (visible.Concat(EngineParameters.Common).Any(parameter => parameter.IsCalled(name)))
            return null;

        // As in the engine, a shortened name means one of the cmdlet's own parameters before a common one.
        var own = visible.Where(parameter => Begins(parameter, name)).ToList();
        var meant = own.Count > 0 ? own : [.. EngineParameters.Common.Where(parameter => Begins(parameter, name))];
        return meant.Count switch
        {
            0 => $"has no parameter -{name}.",
            1 => null,
            _ => $"-{name} is ambiguous: {string.Join(", ", meant.Select(parameter => "-" + parameter.Name))}.",
        };
    }

    private static bool Begins(CmdletParameter parameter, string name) =>
        parameter.Aliases.Prepend(parameter.Name).Any(called => called.StartsWith(name, StringComparison.OrdinalIgnoreCase));

    [GeneratedRegex(@"^[A-Za-z]+-Auth0\w*$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex CmdletForm();
}
