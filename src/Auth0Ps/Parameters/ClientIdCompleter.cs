using System.Collections;
using System.Collections.Concurrent;
using System.Management.Automation;
using System.Management.Automation.Language;
using Auth0Ps.Connections;
using Auth0Ps.Management;

namespace Auth0Ps.Parameters;

/// <summary>Completes client ids by id or application name, from the tenant; bounded in time, cached briefly, silent when it cannot.</summary>
public sealed class ClientIdCompleter : IArgumentCompleter
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan CachedFor = TimeSpan.FromSeconds(30);
    private static readonly ConcurrentDictionary<Guid, (DateTimeOffset At, IReadOnlyList<Auth0Application> Applications)> Cache = new();

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        try
        {
            var typed = wordToComplete ?? "";
            return [.. Applications(ChosenConnection.Of(fakeBoundParameters))
                .Where(application => CompletionWord.Matches(typed, application.ClientId) || CompletionWord.Matches(typed, application.Name))
                .Select(application => CompletionWord.Offer(application.ClientId, $"{application.Name} ({application.ClientId})", $"{application.Name}, {application.AppType ?? "no type"}"))];
        }
        catch (Auth0Exception)
        {
            // Completion never complains: a missing connection or permission just offers nothing.
            return [];
        }
    }

    private static IReadOnlyList<Auth0Application> Applications(Auth0Connection connection)
    {
        if (Cached(connection) is { } known)
            return known;

        using var limit = new CancellationTokenSource(Patience);
        var listing = Task.Run(() => FillCacheAsync(connection, limit.Token), CancellationToken.None);

        // The engine asks synchronously; a little over the limit, because cancelling takes a moment too.
        ((IAsyncResult)listing).AsyncWaitHandle.WaitOne(Patience + TimeSpan.FromMilliseconds(200));
        return Cached(connection) ?? [];
    }

    private static IReadOnlyList<Auth0Application>? Cached(Auth0Connection connection) =>
        Cache.TryGetValue(connection.Id, out var cached) && DateTimeOffset.UtcNow - cached.At < CachedFor ? cached.Applications : null;

    private static async Task FillCacheAsync(Auth0Connection connection, CancellationToken cancellationToken)
    {
        var session = new TenantSession(connection, ConnectionRegistry.Shared);
        var applications = new List<Auth0Application>();
        await foreach (var application in new ApplicationDirectory(session).ListAsync(appTypes: null, cancellationToken))
            applications.Add(application);
        Cache[connection.Id] = (DateTimeOffset.UtcNow, applications);
    }
}
