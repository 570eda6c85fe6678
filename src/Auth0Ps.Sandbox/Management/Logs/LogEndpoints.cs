using System.Globalization;
using System.Text.Json;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.TenantLogs;

namespace Auth0Ps.Sandbox.Management.Logs;

/// <summary>The tenant's log: by criteria, or from one event on.</summary>
internal sealed class LogEndpoints
{
    // Nothing behind the thousandth can be had by criteria.
    private const int Reach = 1000;
    private readonly TenantLog _log;
    private readonly string _domain;

    public LogEndpoints(TenantLog log, string domain)
    {
        _log = log;
        _domain = domain;
    }

    public IEnumerable<ManagementRoute> Routes =>
    [
        new("GET", "logs", ["read:logs"], List) { Query = [.. QueryNames.Pages, .. QueryNames.Checkpoints, .. QueryNames.Fields, "sort", "q", "search"] },
        new("GET", "logs/*", ["read:logs"], Get),
    ];

    private HttpResponse List(ManagementRequest request) =>
        request.Query["from"] is not null || request.Query["take"] is not null ? FromCheckpoint(request.Query) : ByCriteria(request.Query);

    // Every other parameter is ignored. Nothing means that the caller is up to date.
    private HttpResponse FromCheckpoint(ManagementQuery query)
    {
        var take = query.Number("take", 1, 100) ?? 50;
        var events = _log.After(query["from"], take);
        var response = Answer(writer => WriteAll(writer, events, FieldSelection.Everything));
        return events.Count == 0
            ? response
            : response.With("Link", string.Create(CultureInfo.InvariantCulture, $"<{_domain}/api/v2/logs?from={events[^1].Id}&take={take}>; rel=\"next\""));
    }

    private HttpResponse ByCriteria(ManagementQuery query)
    {
        var (page, size) = (query.Number("page", 0, int.MaxValue) ?? 0, query.Number("per_page", 0, 100) ?? 50);
        var start = (long)page * size;
        // Unconfirmed text.
        if (start + size > Reach)
            throw new ManagementException(400, "invalid_paging", $"You can only page through the first {Reach} records. See https://auth0.com/docs/users/search/v3/view-search-results-by-page#limitation");
        var totals = query.Flag("include_totals") ?? false;
        var fields = FieldSelection.From(query);
        var found = Sorted(_log.Visible().Where(Matches(query["q"] ?? query["search"])), query["sort"]).ToList();
        var shown = found.Skip((int)start).Take(size).ToList();
        return Answer(writer =>
        {
            if (!totals)
            {
                WriteAll(writer, shown, fields);
                return;
            }

            writer.WriteStartObject();
            writer.WriteNumber("start", start);
            writer.WriteNumber("limit", size);
            writer.WriteNumber("length", shown.Count);
            writer.WriteNumber("total", found.Count);
            writer.WritePropertyName("logs");
            WriteAll(writer, shown, fields);
            writer.WriteEndObject();
        });
    }

    private HttpResponse Get(ManagementRequest request)
    {
        // Unconfirmed code and text.
        var entry = _log.Find(request.PathValues[0]) ?? throw new ManagementException(404, "inexistent_log", "The log event does not exist.");
        return Answer(writer => Write(writer, entry, FieldSelection.Everything));
    }

    private static Func<TenantLogEvent, bool> Matches(string? search)
    {
        if (search is null)
            return _ => true;
        try
        {
            var test = LogQuery.Parse(search);
            return entry => test(entry.Read());
        }
        catch (FormatException problem)
        {
            throw new ManagementException(400, "invalid_query_string", $"The 'q' query parameter is invalid: {problem.Message}");
        }
    }

    private static IEnumerable<TenantLogEvent> Sorted(IEnumerable<TenantLogEvent> newestFirst, string? sort) => sort?.Split(':') switch
    {
        null or ["date", "-1"] => newestFirst,
        ["date", "1"] => newestFirst.Reverse(),
        [var field, "1"] when field.Length > 0 => newestFirst.Reverse().OrderBy(entry => entry.Read().Text(field), StringComparer.Ordinal),
        [var field, "-1"] when field.Length > 0 => newestFirst.OrderByDescending(entry => entry.Read().Text(field), StringComparer.Ordinal),
        _ => throw ManagementErrors.InvalidQuery($"'String does not match pattern: {sort}' on property sort."),
    };

    private static HttpResponse Answer(Action<Utf8JsonWriter> write) => ManagementResponses.Json(200, write);

    private static void WriteAll(Utf8JsonWriter writer, IEnumerable<TenantLogEvent> events, FieldSelection fields)
    {
        writer.WriteStartArray();
        foreach (var entry in events)
            Write(writer, entry, fields);
        writer.WriteEndArray();
    }

    private static void Write(Utf8JsonWriter writer, TenantLogEvent entry, FieldSelection fields)
    {
        writer.WriteStartObject();
        foreach (var member in entry.Read().EnumerateObject().Where(member => fields.Shows(member.Name)))
            member.WriteTo(writer);
        writer.WriteEndObject();
    }
}
