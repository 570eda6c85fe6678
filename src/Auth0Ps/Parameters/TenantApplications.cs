using System.Collections;
using System.Collections.Concurrent;
using Auth0Ps.Applications;
using Auth0Ps.Pipeline;

namespace Auth0Ps.Parameters;

/// <summary>The applications of the tenant that a half-typed command means; bounded in time, cached briefly, empty when they cannot be read.</summary>
internal static class TenantApplications
{
    private static readonly TimeSpan CachedFor = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<Guid, (DateTimeOffset At, IReadOnlyList<Auth0Application> Applications)> Cache = new();

    /// <summary>The applications.</summary>
    /// <param name="bound">What the engine knows of the command's other parameters.</param>
    public static IReadOnlyList<Auth0Application> Of(IDictionary bound)
    {
        try
        {
            return Of(ChosenConnection.Of(bound));
        }
        catch (Auth0Exception)
        {
            // Completion never complains: a missing connection or permission just offers nothing.
            return [];
        }
    }

    private static IReadOnlyList<Auth0Application> Of(Auth0Connection connection)
    {
        if (Cached(connection) is { } known)
            return known;

        var patience = ModuleState.Current.Limits.Completion;
        using var limit = new CancellationTokenSource(patience);
        var listing = Task.Run(() => FillCacheAsync(connection, limit.Token), CancellationToken.None);

        // The engine asks synchronously; a little over the limit, because cancelling takes a moment too.
        ((IAsyncResult)listing).AsyncWaitHandle.WaitOne(patience + TimeSpan.FromMilliseconds(200));
        return Cached(connection) ?? [];
    }

    private static IReadOnlyList<Auth0Application>? Cached(Auth0Connection connection) =>
        Cache.TryGetValue(connection.Id, out var cached) && DateTimeOffset.UtcNow - cached.At < CachedFor ? cached.Applications : null;

    private static async Task FillCacheAsync(Auth0Connection connection, CancellationToken cancellationToken)
    {
        var session = new TenantSession(connection, ModuleState.Current);
        var applications = new List<Auth0Application>();
        await foreach (var application in new ApplicationDirectory(session).ListAsync(appTypes: null, cancellationToken))
            applications.Add(application);
        Cache[connection.Id] = (DateTimeOffset.UtcNow, applications);
    }
}
