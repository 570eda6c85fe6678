using System.Globalization;
using System.Text.Json;
using Auth0Ps.Applications;
using Auth0Ps.Http;

namespace Auth0Ps.Insight;

/// <summary>
/// Reads a tenant's log (Auth0 docs, "Retrieve log events"), one page at a time: by checkpoint from its first event on, or by a search, which
/// reaches 1,000 events far and then begins again behind the last one.
/// </summary>
/// <param name="session">The tenant; its connection needs <c>read:logs</c>.</param>
internal sealed class TenantLogReader(TenantSession session)
{
    private const int PageSize = 100;

    /// <summary>Auth0 answers no search beyond this.</summary>
    private const int SearchReach = 1000;

    /// <summary>How often a page is asked for again once the tenant's rate limit outlasts the patience of a single request.</summary>
    private const int RateLimitRounds = 5;

    private static readonly TimeSpan RateLimitPause = TimeSpan.FromMinutes(1);

    /// <summary>Told after each page how many events were read, and of the newest event's time; null where nobody asks.</summary>
    public Action<long, DateTimeOffset?>? PageRead { get; init; }

    private long _read;

    /// <summary>When the oldest event that the log still has happened (UTC); null for an empty log.</summary>
    /// <exception cref="Auth0Exception">The log cannot be read.</exception>
    public async Task<DateTimeOffset?> OldestAsync(CancellationToken cancellationToken)
    {
        using var page = await PageAsync("page=0&per_page=1&sort=date:1", cancellationToken);
        return Events(page).Select(LogEvent.TimeOf).FirstOrDefault(time => time is not null);
    }

    /// <summary>Reads everything from a time on.</summary>
    /// <param name="since">The time; null for all that there is.</param>
    /// <param name="take">Takes each event; what it is given is gone once it returns.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Auth0Exception">The log cannot be read.</exception>
    public async Task ReadAsync(DateTimeOffset? since, Action<JsonElement> take, CancellationToken cancellationToken)
    {
        string? first;
        using (var page = await PageAsync(since is null ? "page=0&per_page=1&sort=date:1" : $"page=0&per_page=1&sort=date:1&q={Escape($"date:[{Text(since.Value)} TO *]")}", cancellationToken))
            first = Take(page, take, _ => true).LastId;
        if (first is not null)
            await WalkAsync(first, take, _ => true, cancellationToken);
    }

    /// <summary>Reads what a search finds, oldest first.</summary>
    /// <param name="search">The search, in the syntax of <c>q</c>, without a date.</param>
    /// <param name="since">From when on; null for all that there is.</param>
    /// <param name="take">Takes each event; what it is given is gone once it returns.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="Auth0Exception">The log cannot be read.</exception>
    public async Task SearchAsync(string search, DateTimeOffset? since, Action<JsonElement> take, CancellationToken cancellationToken)
    {
        // Windows meet at a time, and the events of that time are in both.
        var former = new HashSet<string>(StringComparer.Ordinal);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        while (true)
        {
            var query = since is { } from ? $"{search} AND date:[{Text(from)} TO *]" : search;
            DateTimeOffset? newest = null;
            var (fresh, last) = (0, (string?)null);
            for (var number = 0; number < SearchReach / PageSize; number++)
            {
                using var page = await PageAsync(string.Create(CultureInfo.InvariantCulture, $"page={number}&per_page={PageSize}&sort=date:1&q={Escape(query)}"), cancellationToken);
                var taken = Take(page, take, IsNew);
                fresh += taken.Fresh;
                newest = taken.Newest ?? newest;
                last = taken.LastId ?? last;
                if (taken.Count < PageSize)
                    return;
            }

            if (fresh == 0 || newest is null)
            {
                // More events of one moment than a search answers: the walk passes them.
                await WalkAsync(last ?? throw ManagementFaults.UnendingList(session, "logs"), take, IsNew, cancellationToken);
                return;
            }

            since = newest;
            (former, seen) = (seen, former);
            seen.Clear();
        }

        bool IsNew(JsonElement entry) => LogEvent.IdOf(entry) is not { } id || (seen.Add(id) && !former.Contains(id));
    }

    /// <summary>Continues by checkpoint behind an event, to the end.</summary>
    private async Task WalkAsync(string last, Action<JsonElement> take, Func<JsonElement, bool> isFresh, CancellationToken cancellationToken)
    {
        // By Auth0's clock, which this machine's need not agree with.
        DateTimeOffset? newest;
        using (var latest = await PageAsync("page=0&per_page=1&sort=date:-1", cancellationToken))
            newest = Events(latest).Select(LogEvent.TimeOf).FirstOrDefault(time => time is not null);

        var passed = new HashSet<string>(StringComparer.Ordinal) { last };
        while (true)
        {
            using var page = await PageAsync($"from={Escape(last)}&take={PageSize}", cancellationToken);
            var taken = Take(page, take, isFresh);

            // An empty page is the end. A tenant that writes faster than can be read has no other: what comes in meanwhile is for the next time.
            if (taken.Count == 0 || taken.LastId is null || taken.Oldest > newest)
                return;
            if (!passed.Add(taken.LastId))
                throw ManagementFaults.UnendingList(session, "logs");
            if (passed.Count > 10_000)
                passed.Clear();
            last = taken.LastId;
        }
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static string Escape(string text) => Uri.EscapeDataString(text);

    private static IEnumerable<JsonElement> Events(TenantResponse page) =>
        page.Json is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray().Where(entry => entry.ValueKind == JsonValueKind.Object) : [];

    private Page Take(TenantResponse response, Action<JsonElement> take, Func<JsonElement, bool> isFresh)
    {
        if (response.Json is not { ValueKind: JsonValueKind.Array } list)
            throw new Auth0Exception(ErrorReason.UnexpectedResponse, $"The log of '{session.Connection.Domain}' did not come in the Management API's form.") { Target = session.Connection.Name };

        var (fresh, lastId, oldest, newest) = (0, (string?)null, (DateTimeOffset?)null, (DateTimeOffset?)null);
        foreach (var entry in Events(response))
        {
            lastId = LogEvent.IdOf(entry) ?? lastId;
            if (LogEvent.TimeOf(entry) is { } time)
            {
                oldest = time < oldest ? time : oldest ?? time;
                newest = time > newest ? time : newest ?? time;
            }

            if (!isFresh(entry))
                continue;
            fresh++;
            take(entry);
        }

        _read += fresh;
        PageRead?.Invoke(_read, newest);
        return new Page(list.GetArrayLength(), fresh, lastId, oldest, newest);
    }

    /// <summary>A page; the checkpoint stays where it is while the tenant's rate limit refuses.</summary>
    private async Task<TenantResponse> PageAsync(string query, CancellationToken cancellationToken)
    {
        for (var round = 1; ; round++)
        {
            try
            {
                return await session.GetJsonAsync($"logs?{query}", target: null, cancellationToken);
            }
            catch (Auth0Exception exception) when (exception.Reason == ErrorReason.RateLimited && round < RateLimitRounds)
            {
                await Task.Delay(RateLimitPause, session.Http.Time, cancellationToken);
            }
        }
    }

    private readonly record struct Page(int Count, int Fresh, string? LastId, DateTimeOffset? Oldest, DateTimeOffset? Newest);
}
