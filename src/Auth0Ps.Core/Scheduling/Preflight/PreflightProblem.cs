
namespace Auth0Ps.Scheduling.Preflight;

/// <summary>Something that would make unattended runs fail.</summary>
/// <param name="Detail">What is wrong, as a sentence.</param>
/// <param name="Recommendation">What to type.</param>
internal sealed record PreflightProblem(string Detail, string Recommendation);
