namespace Auth0Ps.ModuleBuilder.Assemblies;

/// <summary>
/// A parameter as the engine sees it, its type written as in PowerShell's help (<c>String[]</c>). Allowed values are
/// the names of an enumeration or of a <c>[ValidateSet]</c>; other parameters have none.
/// </summary>
internal sealed record CmdletParameter(
    string Name,
    string TypeName,
    bool IsSwitch,
    bool SupportsWildcards,
    IReadOnlyList<string> Aliases,
    IReadOnlyList<string> AllowedValues,
    IReadOnlyList<ParameterBinding> Bindings)
{
    /// <summary>A parameter that no one documents or lists, because each binding hides it.</summary>
    internal bool IsHidden => Bindings.All(binding => binding.Hidden);

    /// <summary>How the parameter binds in the given set; null when it is not part of it.</summary>
    internal ParameterBinding? BindingIn(string parameterSet) =>
        Bindings.FirstOrDefault(binding => binding.ParameterSet.Names(parameterSet))
        ?? Bindings.FirstOrDefault(binding => binding.ParameterSet.Is(ParameterBinding.AllSets));

    /// <summary>Whether the user may call the parameter by this name or alias.</summary>
    internal bool IsCalled(string name) => Name.Names(name) || Aliases.Any(alias => alias.Names(name));
}
