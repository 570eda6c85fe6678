using Auth0Ps.Benchmarks.Reporting;

namespace Auth0Ps.Benchmarks;

/// <summary>Something to measure.</summary>
/// <param name="Name">Its name for <c>--only</c>.</param>
/// <param name="RunAsync">Measures it; one line of the table for each thing found.</param>
internal sealed record Measure(string Name, Func<Options, Task<IReadOnlyList<Line>>> RunAsync);
