using System.Text.Json;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.TenantLogs;

public sealed class LogTests : IAsyncLifetime
{
    private const string Logs = "/api/v2/logs";
    private readonly ManualTime _time = new();
    private RunningTenant _running = null!;
    private string _token = "";

    public async Task InitializeAsync() => await StartAsync(new SandboxOptions { TimeProvider = _time, RateLimit = RateLimitProfile.None, ApplicationCount = 6 });

    public async Task DisposeAsync() => await _running.DisposeAsync();

    [Fact]
    public async Task Each_sign_in_is_an_event_with_who_from_where_and_what()
    {
        var (id, secret, audience) = await _running.MachineAsync(_token);
        var library = Convert.ToBase64String("""{"name":"auth0-java","version":"2.1","env":{"java":"21"}}"""u8).TrimEnd('=');
        await SignInAsync(id, secret, audience, ("Auth0-Client", library), ("X-Forwarded-For", "203.0.113.9, 10.0.0.1"));
        await SignInAsync(id, "wrong", audience, ("User-Agent", "curl/8.5"));
        await SignInAsync("nobody", secret, audience);

        var events = await TypesAsync("seccft", "feccft");
        var (good, wrong, unknown) = (events[^3], events[^2], events[^1]);
        Assert.Equal(("seccft", "Client Credentials for Access Token"), (Text(good, "type"), Text(good, "description")));
        Assert.Equal((id, audience, "203.0.113.9"), (Text(good, "client_id"), Text(good, "audience"), Text(good, "ip")));
        Assert.Equal("auth0-java", good.GetProperty("auth0_client").GetProperty("name").GetString());
        Assert.Equal(Text(good, "client_name"), Text(wrong, "client_name"));
        Assert.NotEqual("", Text(good, "client_name"));
        Assert.Equal(("feccft", "Unauthorized", audience), (Text(wrong, "type"), Text(wrong, "description"), Text(wrong, "audience")));
        Assert.Equal(JsonValueKind.Null, wrong.GetProperty("scope").ValueKind);
        Assert.Equal(("127.0.0.1", "Other 0.0.0 / Other 0.0.0", "127.0.0.1"), (Text(wrong, "ip"), Text(wrong, "user_agent"), Text(wrong, "hostname")));
        Assert.Equal(("nobody", ""), (Text(unknown, "client_id"), Text(unknown, "client_name")));
        Assert.Equal("2030-01-02T03:04:05.000Z", Text(good, "date"));
        Assert.All(events, entry => Assert.Matches("^90020300102030405000[0-9]{36}$", Text(entry, "log_id")));
        Assert.Equal(events.Select(entry => Text(entry, "log_id")).Order(StringComparer.Ordinal).Distinct(), events.Select(entry => Text(entry, "log_id")));
    }

    [Fact]
    public async Task Refusals_for_other_reasons_give_the_reason()
    {
        var (id, secret, _) = await _running.MachineAsync(_token);
        await SignInAsync(id, secret, "https://nowhere.example");
        await SignInAsync(id, secret, _running.Tenant.Audience);
        using var basic = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_assertion", "a.b.c")]);
        await _running.Client.SendAsync(HttpMethod.Post, "/oauth/token", basic);
        var events = await TypesAsync("feccft");
        Assert.Equal("Service not found: https://nowhere.example", Text(events[^3], "description"));
        Assert.StartsWith("Client is not authorized to access", Text(events[^2], "description"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, events[^1].GetProperty("client_id").ValueKind);
    }

    [Fact]
    public async Task Changes_and_reads_of_secrets_are_events_that_hold_no_secret()
    {
        var (id, old, _) = await _running.MachineAsync(_token);
        await _running.Client.PatchAsync("/api/v2/clients/" + id, new { client_secret = "a-secret-of-ones-own", description = "d" }, _token);
        using var form = new FormUrlEncodedContent([new("client_secret", "another-secret")]);
        await _running.Client.SendAsync(HttpMethod.Patch, "/api/v2/clients/" + id, form, _token);
        var rotated = (await _running.Client.PostAsync($"/api/v2/clients/{id}/rotate-secret", new { }, _token)).String("client_secret");
        await _running.Client.GetAsync($"/api/v2/clients/{id}?fields=client_secret", _token);
        await _running.Client.GetAsync($"/api/v2/clients/{id}?fields=name", _token);
        await _running.Client.PatchAsync("/api/v2/clients/" + id, new { nonsense = 1 }, _token);
        await _running.Client.DeleteAsync("/api/v2/clients/" + id, _token);

        var all = await _running.Client.GetAsync(Logs + "?take=100", _token);
        foreach (var secret in new[] { old, "a-secret-of-ones-own", "another-secret", rotated, _running.Tenant.ClientSecret, "PRIVATE KEY" })
            Assert.DoesNotContain(secret, all.Text, StringComparison.Ordinal);
        var events = await TypesAsync("sapi", "mgmt_api_read");
        Assert.Equal(
            ["sapi patch 200", "sapi patch 200", "sapi post 200", "mgmt_api_read get 200", "sapi delete 204"],
            events.TakeLast(5).Select(entry => $"{Text(entry, "type")} {Text(Request(entry), "method")} {entry.GetProperty("details").GetProperty("response").GetProperty("statusCode").GetInt32()}"));
        var (patch, rotate, read) = (events[^5], events[^3], events[^2]);
        Assert.Equal("""{"client_secret":"REDACTED","description":"d"}""", Request(patch).GetProperty("body").GetRawText());
        Assert.Equal("REDACTED", patch.GetProperty("details").GetProperty("response").GetProperty("body").GetProperty("client_secret").GetString());
        Assert.Equal("Update a client", Text(patch, "description"));
        Assert.Equal(_running.Tenant.ClientId, Text(patch, "client_id"));
        Assert.Equal(("Rotate a client secret", "/api/v2/clients/" + id + "/rotate-secret"), (Text(rotate, "description"), Text(Request(rotate), "path")));
        Assert.Equal("client_secret", read.GetProperty("details").GetProperty("accessedSecrets")[0].GetString());
    }

    [Fact]
    public async Task A_checkpoint_walks_on_in_order_and_ignores_the_rest()
    {
        var (id, _, audience) = await _running.MachineAsync(_token);
        for (var attempt = 0; attempt < 7; attempt++)
            await SignInAsync(id, "wrong" + attempt, audience);
        var seen = new List<string>();
        var path = Logs + "?take=3";
        while (true)
        {
            var page = await _running.Client.GetAsync(path, _token);
            Assert.Equal(JsonValueKind.Array, page.Body.ValueKind);
            if (page.Body.GetArrayLength() == 0)
            {
                Assert.Equal("", page.Header("Link"));
                break;
            }

            seen.AddRange(page.Body.EnumerateArray().Select(entry => Text(entry, "log_id")!));
            var link = page.Header("Link");
            Assert.EndsWith("; rel=\"next\"", link, StringComparison.Ordinal);
            Assert.StartsWith($"<{_running.Tenant.Domain}/api/v2/logs?from={seen[^1]}&take=3>", link, StringComparison.Ordinal);
            path = new Uri(link[1..link.IndexOf('>')]).PathAndQuery;
        }

        Assert.Equal(seen.Order(StringComparer.Ordinal).Distinct(), seen);
        Assert.True(seen.Count >= 8);
        var ignoring = await _running.Client.GetAsync($"{Logs}?from={seen[0]}&take=1&q=type:nothing&page=7&sort=date:-1", _token);
        Assert.Equal(seen[1], Text(ignoring.Body[0], "log_id"));
        Assert.Equal(seen[0], Text((await _running.Client.GetAsync($"{Logs}?from=9002&take=1", _token)).Body[0], "log_id"));
        Assert.Equal(400, (int)(await _running.Client.GetAsync($"{Logs}?from={seen[0]}&take=101", _token)).Status);
    }

    [Theory]
    [InlineData("type:feccft", 2)]
    [InlineData("type:(feccft OR seccft) AND client_id:{id}", 3)]
    [InlineData("type:feccft AND client_id:{id}", 1)]
    [InlineData("client_id:{id} AND NOT type:seccft", 1)]
    [InlineData("client_id:{id} -type:seccft type:nothing", null)]
    [InlineData("description:\"Client Credentials for Access Token\" AND client_id:{id}", 2)]
    [InlineData("description:unauth* AND client_id:n?body", 1)]
    [InlineData("ip:\"198.51.100.7\"", 1)]
    [InlineData("client_id:{id} AND date:[2030-01-02T03:04:06Z TO *]", 1)]
    [InlineData("client_id:{id} AND date:[2030-01-02 TO 2030-01-02]", 3)]
    [InlineData("client_id:{id} AND date:{2030-01-02 TO *]", 0)]
    [InlineData("(type:seccft AND client_id:{id}) OR (type:feccft AND client_id:nobody)", 3)]
    public async Task A_search_finds(string search, int? expected)
    {
        var (id, secret, audience) = await _running.MachineAsync(_token);
        await SignInAsync(id, secret, audience);
        await SignInAsync(id, "wrong", audience);
        await SignInAsync("nobody", "x", audience, ("X-Forwarded-For", "198.51.100.7"));
        _time.Advance(TimeSpan.FromSeconds(1));
        await SignInAsync(id, secret, audience);
        var found = await _running.Client.GetAsync($"{Logs}?include_totals=true&q={Uri.EscapeDataString(search.Replace("{id}", id, StringComparison.Ordinal))}", _token);
        Assert.True((int)found.Status == 200, found.Text);
        if (expected is { } count)
            Assert.Equal((count, count), (found["total"].GetInt32(), found["logs"].GetArrayLength()));
    }

    [Theory]
    [InlineData("q=colour:red")]
    [InlineData("q=type:(a")]
    [InlineData("q=type:a)")]
    [InlineData("q=AND")]
    [InlineData("q=type:%22a")]
    [InlineData("q=date:[a TO b")]
    [InlineData("per_page=101")]
    [InlineData("page=20&per_page=50")]
    [InlineData("page=10&per_page=100")]
    [InlineData("sort=date")]
    [InlineData("sort=date:2")]
    public async Task What_cannot_be_answered_is_a_bad_request(string query) =>
        Assert.Equal(400, (int)(await _running.Client.GetAsync($"{Logs}?{query}", _token)).Status);

    [Fact]
    public async Task Pages_are_newest_first_unless_told_otherwise()
    {
        var (id, _, audience) = await _running.MachineAsync(_token);
        for (var attempt = 0; attempt < 4; attempt++)
        {
            _time.Advance(TimeSpan.FromSeconds(1));
            await SignInAsync(id, "wrong", audience);
        }

        var query = $"{Logs}?q=type:feccft&fields=log_id,date&per_page=3";
        var newest = (await _running.Client.GetAsync(query, _token)).Body.EnumerateArray().Select(entry => Text(entry, "date")).ToList();
        var oldest = (await _running.Client.GetAsync(query + "&sort=date:1", _token)).Body.EnumerateArray().Select(entry => Text(entry, "date")).ToList();
        Assert.Equal(("2030-01-02T03:04:09.000Z", "2030-01-02T03:04:06.000Z"), (newest[0], oldest[0]));
        Assert.Equal((3, 3), (newest.Count, oldest.Count));
        var last = await _running.Client.GetAsync(query + "&page=1&sort=date:-1", _token);
        Assert.Equal("2030-01-02T03:04:06.000Z", Text(Assert.Single(last.Body.EnumerateArray()), "date"));
        var id1 = Text(last.Body[0], "log_id")!;
        Assert.Equal(id1, (await _running.Client.GetAsync($"{Logs}/{id1}", _token)).String("log_id"));
        Assert.Equal(404, (int)(await _running.Client.GetAsync($"{Logs}/900", _token)).Status);
    }

    [Fact]
    public async Task Events_show_after_the_delay_and_go_with_the_retention()
    {
        await _running.DisposeAsync();
        await StartAsync(new SandboxOptions { TimeProvider = _time, RateLimit = RateLimitProfile.None, ApplicationCount = 0, LogDelay = TimeSpan.FromSeconds(30), LogRetention = TimeSpan.FromDays(1) });
        await SignInAsync("early", "x", "y");
        Assert.Equal("[]", (await _running.Client.GetAsync(Logs + "?take=100", _token)).Text);
        _time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal(["early"], (await TypesAsync("feccft")).Select(entry => Text(entry, "client_id")));
        var checkpoint = Text((await TypesAsync("feccft"))[0], "log_id");
        _time.Advance(TimeSpan.FromHours(12));
        await SignInAsync("late", "x", "y");
        _time.Advance(TimeSpan.FromHours(12));
        // The event itself is gone; what followed it is not.
        Assert.Equal("late", Text((await _running.Client.GetAsync($"{Logs}?from={checkpoint}", await _running.TokenAsync())).Body[0], "client_id"));
        _token = await _running.TokenAsync();
        Assert.Equal(["late"], (await TypesAsync("feccft")).Select(entry => Text(entry, "client_id")));
    }

    [Theory]
    [InlineData("free", 1)]
    [InlineData("pro", 10)]
    [InlineData("enterprise", 30)]
    public async Task A_plan_keeps_events_so_long(string plan, int days)
    {
        await _running.DisposeAsync();
        await StartAsync(new SandboxOptions { TimeProvider = _time, RateLimit = RateLimitProfile.Parse(plan), ApplicationCount = 0 });
        await SignInAsync("old", "x", "y");
        _time.Advance(TimeSpan.FromDays(days));
        _token = await _running.TokenAsync();
        Assert.Single(await TypesAsync("feccft"));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Empty(await TypesAsync("feccft"));
    }

    [Theory]
    [InlineData("pro")]
    [InlineData("enterprise")]
    public async Task The_log_has_a_limit_of_its_own(string plan)
    {
        await _running.DisposeAsync();
        await StartAsync(new SandboxOptions { TimeProvider = _time, RateLimit = RateLimitProfile.Parse(plan), ApplicationCount = 0, SendRetryAfter = true });
        for (var call = 0; call < 10; call++)
            Assert.Equal((200, "10"), await AskAsync());
        Assert.Equal((429, "10"), await AskAsync());
        Assert.Equal(200, (int)(await _running.Client.GetAsync("/api/v2/tenants/settings", _token)).Status);
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal((200, "10"), await AskAsync());

        async Task<(int, string)> AskAsync()
        {
            var reply = await _running.Client.GetAsync(Logs, _token);
            return ((int)reply.Status, reply.Header("x-ratelimit-limit"));
        }
    }

    [Fact]
    public async Task It_needs_a_permission_of_its_own() =>
        (await _running.Client.GetAsync(Logs, await _running.TokenAsync("read:clients"))).IsError(403, "insufficient_scope", "Insufficient scope, expected any of: read:logs");

    private static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    private static JsonElement Request(JsonElement entry) => entry.GetProperty("details").GetProperty("request");

    private async Task StartAsync(SandboxOptions options)
    {
        _running = await RunningTenant.StartAsync(options);
        _token = await _running.TokenAsync();
    }

    private async Task<List<JsonElement>> TypesAsync(params string[] types) =>
        [.. (await _running.Client.GetAsync(Logs + "?take=100", _token)).Body.EnumerateArray().Where(entry => types.Contains(Text(entry, "type")))];

    private async Task SignInAsync(string id, string secret, string audience, params (string Name, string Value)[] headers)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, _running.Tenant.Domain + "/oauth/token")
        {
            Content = new FormUrlEncodedContent([new("grant_type", "client_credentials"), new("client_id", id), new("client_secret", secret), new("audience", audience)]),
        };
        foreach (var (name, value) in headers)
            request.Headers.TryAddWithoutValidation(name, value);
        using var response = await http.SendAsync(request);
    }
}
