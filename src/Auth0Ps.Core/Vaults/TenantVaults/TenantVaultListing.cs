using System.Collections.Concurrent;
using Auth0Ps.Applications;

namespace Auth0Ps.Vaults.TenantVaults;

/// <summary>The applications of each connection's tenant, remembered for a minute: SecretManagement asks for entries one by one. Never secrets.</summary>
internal sealed class TenantVaultListing
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(1);

    /// <summary>How old a listing may be to prove that a name is not there; every lookup that names no vault comes by here.</summary>
    private static readonly TimeSpan TrustedToMiss = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<Guid, Listing> _known = new();

    /// <summary>What is remembered; null when it is nothing, or too old.</summary>
    public TenantVaultNames? Peek(TenantSession session) => Peek(session, Lifetime);

    /// <summary>What is remembered, if it is recent enough to say that something is not there.</summary>
    public TenantVaultNames? PeekRecent(TenantSession session) => Peek(session, TrustedToMiss);

    /// <summary>Lists the tenant.</summary>
    public async Task<TenantVaultNames> RefreshAsync(TenantSession session, CancellationToken cancellationToken)
    {
        var applications = new List<Auth0Application>();
        await foreach (var application in new ApplicationDirectory(session).ListAsync(appTypes: null, cancellationToken))
            applications.Add(application with { Metadata = new Dictionary<string, string>(StringComparer.Ordinal) });
        var names = new TenantVaultNames(applications);
        _known[session.Connection.Id] = new Listing(session.Connection.Version, names, session.Http.Time, session.Http.Time.GetTimestamp());
        return names;
    }

    /// <summary>Forgets what is known of a tenant.</summary>
    public void Forget(TenantSession session) => _known.TryRemove(session.Connection.Id, out _);

    private TenantVaultNames? Peek(TenantSession session, TimeSpan age) =>
        _known.TryGetValue(session.Connection.Id, out var listing) && listing.Version == session.Connection.Version && listing.Time.GetElapsedTime(listing.At) <= age
            ? listing.Names
            : null;

    private sealed record Listing(int Version, TenantVaultNames Names, TimeProvider Time, long At);
}
