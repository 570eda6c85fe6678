namespace Auth0Ps.ModuleBuilder.Assemblies;

/// <summary>
/// A cmdlet class, read from metadata. Its parameters are its own and the inherited ones, in the order in which the
/// classes declare them, base class last; its output types are those of every <c>[OutputType]</c>.
/// </summary>
internal sealed record Cmdlet(
    string Verb,
    string Noun,
    string ClassName,
    string? DefaultParameterSet,
    string? HelpUri,
    bool SupportsShouldProcess,
    bool SupportsPaging,
    bool CanBeLoaded,
    IReadOnlyList<CmdletParameter> Parameters,
    IReadOnlyList<Type> OutputTypes)
{
    internal string Name => $"{Verb}-{Noun}";

    /// <summary>The parameters a user can see, the engine's <c>-WhatIf</c>, <c>-Confirm</c> and paging included.</summary>
    internal IEnumerable<CmdletParameter> VisibleParameters =>
        Parameters.Where(parameter => !parameter.IsHidden)
            .Concat(SupportsPaging ? EngineParameters.Paging : [])
            .Concat(SupportsShouldProcess ? EngineParameters.ShouldProcess : []);

    /// <summary>Names of the parameter sets, the default one first; at least one.</summary>
    internal IReadOnlyList<string> ParameterSets
    {
        get
        {
            var named = Parameters.SelectMany(parameter => parameter.Bindings)
                .Select(binding => binding.ParameterSet)
                .Where(set => !set.Is(ParameterBinding.AllSets))
                .Distinct(StringComparer.OrdinalIgnoreCase)
                .OrderByDescending(set => set.Names(DefaultParameterSet))
                .ToList();
            return named.Count > 0 ? named : [ParameterBinding.AllSets];
        }
    }
}
