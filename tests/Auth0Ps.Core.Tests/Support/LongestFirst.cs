using Auth0Ps.Core.Tests.Consumers;
using Auth0Ps.Core.Tests.Insight;
using Auth0Ps.Core.Tests.Rotation;
using Auth0Ps.Core.Tests.Rotation.PrivateKeys;
using Auth0Ps.Core.Tests.State;
using Auth0Ps.Core.Tests.Support;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Auth0Ps.Core.Tests.Support." + nameof(LongestFirst), "Auth0Ps.Core.Tests")]

namespace Auth0Ps.Core.Tests.Support;

/// <summary>Begins with what takes longest, and mostly waits: at the end of a run nothing would be left to do beside it.</summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] Longest =
    [
        nameof(LeftBehindTests), PostgreSqlTests.Name, nameof(AnnouncedConsumerTests), nameof(KilledKeyRotationTests), nameof(PlantedSecretTests), nameof(ConsumerSampleTests),
        nameof(WalkTests), nameof(DriftTests), nameof(VaultFamilyTests), nameof(ForeignCredentialTests),
    ];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderByDescending(static collection => Array.Exists(Longest, name => collection.DisplayName.EndsWith(name, StringComparison.Ordinal)));
}
