using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Http;
using Auth0Ps.Insight;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Insight;

/// <summary>An API whose log is what a test says, page by page as Auth0 answers: by checkpoint in the log's order, by criteria up to 1,000 events.</summary>
internal sealed class LogTenant : IAsyncDisposable
{
    public static readonly DateTimeOffset Start = new(2026, 11, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly ScriptedApi _api;
    private readonly TenantHttp _http;

    public LogTenant(IReadOnlyList<string> events, TimeProvider? time = null)
    {
        Events = events;
        _api = new ScriptedApi(Answer);
        _http = new TenantHttp(time ?? new SkippingTime());
        var secret = Tenant.Protect("any");
        var connection = new ConnectionRequest { Name = "scripted", Domain = _api.Address.ToString(), ClientId = "any", ClientSecret = secret }.Build(DateTimeOffset.UtcNow);
        var state = TestState.New(http: _http);
        _ = state.Connections.AddAsync(connection, ConnectionSecret.OfClient(secret), CancellationToken.None);
        Session = new TenantSession(connection, state);
    }

    public IReadOnlyList<string> Events { get; }

    /// <summary>Answers in the place of the log; null leaves it to the log.</summary>
    public Func<Call, Reply?>? Instead { get; set; }

    public TenantSession Session { get; }

    public IReadOnlyList<Call> Calls => _api.Calls;

    public List<string> Remarks { get; } = [];

    /// <summary>An event; the log's ids grow with the number.</summary>
    public static string Event(int number, string type, string? clientId, Action<JsonObject>? change = null)
    {
        var entry = new JsonObject
        {
            ["date"] = Start.AddSeconds(number).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["type"] = type,
            ["description"] = type.StartsWith('s') ? "Client Credentials for Access Token" : "Unauthorized",
            ["client_id"] = clientId,
            ["client_name"] = clientId is null ? null : $"Application {clientId}",
            ["ip"] = "203.0.113.7",
            ["user_agent"] = "Other 0.0.0 / Other 0.0.0",
            ["log_id"] = string.Create(CultureInfo.InvariantCulture, $"900{number:D40}"),
        };
        change?.Invoke(entry);
        return entry.ToJsonString();
    }

    public Task<IReadOnlyList<Auth0SecretUsage>> ReadAsync(IReadOnlyDictionary<string, string?>? applications = null, DateTimeOffset? since = null) =>
        new SecretUsageReader(Session) { Remark = Remarks.Add }.ReadAsync(applications, since, CancellationToken.None);

    public static Dictionary<string, string?> Only(params string[] clientIds) => clientIds.ToDictionary(id => id, _ => (string?)null);

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _api.DisposeAsync();
    }

    private Reply? Answer(Call call)
    {
        if (Instead?.Invoke(call) is { } reply)
            return reply;
        if (!call.Target.StartsWith("/api/v2/logs?", StringComparison.Ordinal))
            return new Reply(404, """{"statusCode":404,"error":"Not Found","message":"Not Found"}""");
        return new Reply(200, $"[{string.Join(',', call.Query("from") is { } from ? Behind(from, int.Parse(call.Query("take") ?? "50", CultureInfo.InvariantCulture)) : Found(call))}]");
    }

    private IEnumerable<string> Behind(string id, int take)
    {
        var place = int.Parse(id[3..], CultureInfo.InvariantCulture);
        return Events.Skip(place + 1).Take(take);
    }

    private IEnumerable<string> Found(Call call)
    {
        var search = Uri.UnescapeDataString(call.Query("q") ?? "");
        var page = int.Parse(call.Query("page")!, CultureInfo.InvariantCulture);
        var size = int.Parse(call.Query("per_page")!, CultureInfo.InvariantCulture);
        Assert.True((page + 1) * size <= 1000, "Auth0 refuses a search beyond the thousandth event.");
        var found = Events.Where(entry => IsFound(entry, search));
        return (Uri.UnescapeDataString(call.Query("sort")!) == "date:1" ? found : found.Reverse()).Skip(page * size).Take(size);
    }

    private static bool IsFound(string entry, string search)
    {
        using var json = JsonDocument.Parse(entry);
        if (search.Split("date:[") is [_, var date] && LogEvent.TimeOf(json.RootElement) < DateTimeOffset.Parse(date.Split(' ')[0], CultureInfo.InvariantCulture))
            return false;
        return !search.Contains("client_id:(", StringComparison.Ordinal)
            || (LogEvent.Text(json.RootElement, "client_id") is { } id && search.Contains($"\"{id}\"", StringComparison.Ordinal) && search.Contains(LogEvent.Text(json.RootElement, "type") ?? "?", StringComparison.Ordinal));
    }
}
