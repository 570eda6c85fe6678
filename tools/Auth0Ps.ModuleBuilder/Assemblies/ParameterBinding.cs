namespace Auth0Ps.ModuleBuilder.Assemblies;

/// <summary>
/// How a parameter takes part in one parameter set, or in <see cref="AllSets"/>: one <c>[Parameter]</c> attribute.
/// A named parameter has no position.
/// </summary>
internal sealed record ParameterBinding(
    string ParameterSet,
    bool Mandatory,
    int? Position,
    bool FromPipeline,
    bool FromPipelineByPropertyName,
    bool Hidden)
{
    /// <summary>The engine's own name for "in every parameter set".</summary>
    internal const string AllSets = "__AllParameterSets";

    /// <summary>A named, optional parameter of every set, as the engine's own parameters are.</summary>
    internal static ParameterBinding Optional { get; } = new(AllSets, false, null, false, false, false);
}
