using System.Text.Json;
using Auth0Ps.Applications;
using Auth0Ps.Rotation;

namespace Auth0Ps.Insight;

/// <summary>Finds out from a tenant's log who signs in as its applications.</summary>
/// <param name="session">The tenant; its connection needs <c>read:logs</c>.</param>
internal sealed class SecretUsageReader(TenantSession session)
{
    /// <summary>As many applications are asked for by name; for more the whole log is read.</summary>
    private const int MostSearched = 20;

    /// <summary>Told after each page how many events were read, and of the newest event's time; null where nobody asks.</summary>
    public Action<long, DateTimeOffset?>? PageRead { get; init; }

    /// <summary>Told what the answer cannot show; null where nobody asks.</summary>
    public Action<string>? Remark { get; init; }

    /// <summary>Reads the log.</summary>
    /// <param name="applications">The applications by client id, with their names where known; null for all that the log knows of.</param>
    /// <param name="since">From when on; null for all that the tenant keeps.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>One of each application asked for, also where nothing was seen of it.</returns>
    /// <exception cref="Auth0Exception">The log cannot be read.</exception>
    public async Task<IReadOnlyList<Auth0SecretUsage>> ReadAsync(IReadOnlyDictionary<string, string?>? applications, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var log = new TenantLogReader(session) { PageRead = PageRead };
        var tally = new SignInTally(RotatedAt);
        var oldest = await log.OldestAsync(cancellationToken);
        var covers = since > oldest ? since : oldest;
        if (applications is { Count: <= MostSearched })
            await log.SearchAsync(SearchFor(applications.Keys), since, Count, cancellationToken);
        else
            await log.ReadAsync(since, Count, cancellationToken);

        Tell(oldest, since, tally);
        var ids = applications?.Keys ?? tally.ClientIds;
        return
        [
            .. ids.Select(id => tally.UsageOf(id, applications?.GetValueOrDefault(id), covers, session.Connection.Name))
                .OrderBy(usage => usage.ApplicationName ?? usage.ClientId, StringComparer.OrdinalIgnoreCase).ThenBy(usage => usage.ClientId, StringComparer.Ordinal),
        ];

        void Count(JsonElement entry)
        {
            if (SignIn.From(entry) is { } signIn && (applications is null || applications.ContainsKey(signIn.ClientId)))
                tally.Add(signIn);
        }
    }

    /// <summary>When Auth0 last accepted a secret or key of an application from here; null when it did not, or nobody can tell.</summary>
    private DateTimeOffset? RotatedAt(string clientId)
    {
        try
        {
            return ClientRun.Of(session.State, session.ClientOf(clientId)).Entry?.RotatedAt;
        }
        catch (Auth0Exception)
        {
            // A journal that cannot be read is reported by those who need it; here it only leaves out a number.
            return null;
        }
    }

    private static string SearchFor(IEnumerable<string> clientIds) =>
        $"{SignIn.Search} AND client_id:({string.Join(" OR ", clientIds.Select(id => $"\"{id.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\""))})";

    private void Tell(DateTimeOffset? oldest, DateTimeOffset? since, SignInTally tally)
    {
        if (oldest is not { } reaches)
        {
            Remark?.Invoke($"The log of '{session.Connection.Domain}' is empty: nothing can be said of who signs in. Events show some seconds after they happened, and the tenant's plan decides for how many days.");
            return;
        }

        if (since < reaches)
            Remark?.Invoke($"The log of '{session.Connection.Domain}' reaches back to {reaches.UtcDateTime:u} only; the tenant's plan keeps no more. What was before that is not in these numbers.");
        if (tally.LeftOut > 0)
            Remark?.Invoke($"{tally.LeftOut} refused sign-ins under client ids that are no application's are left out.");
    }
}
