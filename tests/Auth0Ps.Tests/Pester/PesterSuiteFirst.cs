using Auth0Ps.Tests.Pester;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Auth0Ps.Tests.Pester." + nameof(PesterSuiteFirst), "Auth0Ps.Tests")]

namespace Auth0Ps.Tests.Pester;

/// <summary>Begins with the Pester suite, which takes longer than all other tests here together and mostly in processes of its own.</summary>
public sealed class PesterSuiteFirst : ITestCollectionOrderer
{
    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(static collection => collection.DisplayName.Contains(nameof(PesterSuiteTests), StringComparison.Ordinal));
}
