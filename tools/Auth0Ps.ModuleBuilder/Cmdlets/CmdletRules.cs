using Auth0Ps.ModuleBuilder.Assemblies;
using Auth0Ps.ModuleBuilder.Reporting;

namespace Auth0Ps.ModuleBuilder.Cmdlets;

/// <summary>The few rules about cmdlets that no compiler checks and that users notice when they are broken.</summary>
internal sealed class CmdletRules(ModuleAssembly assembly, string projectUrl, ErrorList errors)
{
    private const string NounPrefix = "Auth0";

    // The verbs of which PSScriptAnalyzer (UseShouldProcessForStateChangingFunctions) asks the same, and the pair of registering ones.
    private static readonly string[] ChangingVerbs =
        ["New", "Set", "Remove", "Start", "Stop", "Restart", "Reset", "Update", "Register", "Unregister"];

    internal void Check()
    {
        foreach (var cmdlet in assembly.Cmdlets)
        {
            Check(cmdlet);
            CheckForUsers(cmdlet);
            CheckHelpAddress(cmdlet);
        }

        // Their names and parameters are given by the module that calls them, which has asked the user already.
        foreach (var cmdlet in assembly.NestedCmdlets)
            Check(cmdlet);
    }

    private void CheckForUsers(Cmdlet cmdlet)
    {
        if (!cmdlet.Noun.StartsWith(NounPrefix, StringComparison.Ordinal))
        {
            Report(ErrorCode.NounPrefix, $"{cmdlet.Name}: the noun must begin with {NounPrefix}.");
        }

        if (ChangingVerbs.Contains(cmdlet.Verb, StringComparer.OrdinalIgnoreCase) && !cmdlet.SupportsShouldProcess)
        {
            Report(ErrorCode.NoShouldProcess, $"{cmdlet.Name}: a cmdlet that changes something must have SupportsShouldProcess = true.");
        }
    }

    // Get-Help -Online opens it.
    private void CheckHelpAddress(Cmdlet cmdlet)
    {
        var page = $"{projectUrl}/blob/main/module/help/en-US/{cmdlet.Name}.md";
        if (!cmdlet.HelpUri.Is(page))
            Report(ErrorCode.HelpAddress, $"{cmdlet.Name}: HelpUri must be HelpAddress.Pages + \"{cmdlet.Name}.md\", which is {page}, not '{cmdlet.HelpUri}'.");
    }

    private void Check(Cmdlet cmdlet)
    {
        if (!assembly.ApprovedVerbs.Contains(cmdlet.Verb))
        {
            Report(ErrorCode.VerbNotApproved, $"{cmdlet.Name}: '{cmdlet.Verb}' is not an approved PowerShell verb; importing the module would warn.");
        }

        if (!cmdlet.ClassName.Is($"{cmdlet.Verb}{cmdlet.Noun}Command"))
        {
            Report(
                ErrorCode.ClassName,
                $"{cmdlet.Name}: the class {cmdlet.ClassName} must be called {cmdlet.Verb}{cmdlet.Noun}Command; its name is part of every error id.");
        }

        if (!cmdlet.CanBeLoaded)
        {
            Report(ErrorCode.CannotBeLoaded, $"{cmdlet.Name}: PowerShell loads only public classes with a public constructor without parameters.");
        }

        CheckParameterNames(cmdlet);
    }

    // Such a clash compiles, imports, and then fails every single call.
    private void CheckParameterNames(Cmdlet cmdlet)
    {
        var taken = EngineParameters.Common
            .Concat(cmdlet.SupportsShouldProcess ? EngineParameters.ShouldProcess : [])
            .Concat(cmdlet.SupportsPaging ? EngineParameters.Paging : [])
            .ToList();
        var clashes =
            from parameter in cmdlet.Parameters
            from name in parameter.Aliases.Prepend(parameter.Name)
            let others = taken.Concat(cmdlet.Parameters.Where(other => other != parameter))
            from other in others.Where(other => other.IsCalled(name)).Take(1)
            select (parameter.Name, Called: name, Other: other.Name);
        foreach (var (parameter, called, other) in clashes)
        {
            Report(
                ErrorCode.ParameterNameTaken,
                $"{cmdlet.Name}: -{parameter} answers to '{called}', which already belongs to -{other}; every call would fail.");
        }
    }

    private void Report(string code, string message) => errors.Add(assembly.Path, code, message);
}
