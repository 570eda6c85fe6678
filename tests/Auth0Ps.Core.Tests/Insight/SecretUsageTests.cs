using System.Text.Json.Nodes;
using static Auth0Ps.Core.Tests.Insight.LogTenant;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Insight;

/// <summary>What is read of a log that a test wrote: shapes, pages, limits.</summary>
public sealed class SecretUsageTests
{
    [Fact]
    public async Task Each_application_is_counted_with_when_and_from_where()
    {
        await using var tenant = new LogTenant(
        [
            Event(0, "seccft", "a", entry => entry["auth0_client"] = new JsonObject { ["name"] = "auth0-python", ["version"] = "4.7.1", ["env"] = new JsonObject { ["python"] = "3.12" } }),
            Event(1, "feccft", "a", entry => entry["ip"] = "198.51.100.1"),
            Event(2, "feccft", "a", entry => entry["ip"] = "198.51.100.1"),
            Event(3, "seccft", "b"),
            Event(4, "s", "a"),
        ]);

        var usage = await tenant.ReadAsync();

        Assert.Equal(["a", "b"], usage.Select(found => found.ClientId));
        var a = usage[0];
        Assert.Equal(("Application a", 1L, 2L), (a.ApplicationName, a.Succeeded, a.Refused));
        Assert.Equal((Start, Start.AddSeconds(2), "Unauthorized"), (a.LastSucceededAt, a.LastRefusedAt, a.LastRefusedReason));
        Assert.Equal(Start, a.Covers);
        Assert.Null(a.RefusedSinceRotation);
        Assert.Equal(["198.51.100.1, Other 0.0.0 / Other 0.0.0", "203.0.113.7, Other 0.0.0 / Other 0.0.0, auth0-python 4.7.1"], a.Sources.Select(source => source.ToString()));
        Assert.Equal((2L, 0L, 2L, Start.AddSeconds(1), Start.AddSeconds(2)), (a.Sources[0].Count, a.Sources[0].Succeeded, a.Sources[0].Refused, a.Sources[0].FirstSeenAt, a.Sources[0].LastSeenAt));
        Assert.Empty(tenant.Remarks);
    }

    [Theory]
    [InlineData("seacft", true)]
    [InlineData("sertft", true)]
    [InlineData("feacft", true)]
    [InlineData("fertft", true)]
    public async Task Whoever_sends_the_secret_along_with_a_code_or_a_refresh_token_uses_it_too(string type, bool counts)
    {
        await using var tenant = new LogTenant([Event(0, type, "web")]);

        Assert.Equal(counts, Assert.Single(await tenant.ReadAsync(Only("web"))) is { Succeeded: 1 } or { Refused: 1 });
    }

    [Theory]
    [InlineData("feacft", "Invalid authorization code")]
    [InlineData("fertft", "Unknown or invalid refresh token.")]
    [InlineData("fp", "Wrong email or password.")]
    public async Task A_code_or_a_password_that_is_refused_says_nothing_of_the_secret(string type, string reason)
    {
        await using var tenant = new LogTenant([Event(0, type, "web", entry => entry["description"] = reason)]);

        Assert.Equal(0, Assert.Single(await tenant.ReadAsync(Only("web"))).Refused);
    }

    [Fact]
    public async Task One_that_was_asked_for_and_not_seen_is_there_with_nothing()
    {
        await using var tenant = new LogTenant([Event(0, "seccft", "a")]);

        var usage = Assert.Single(await tenant.ReadAsync(new Dictionary<string, string?> { ["silent"] = "Silent" }));

        Assert.Equal(("Silent", 0L, 0L, (DateTimeOffset?)null), (usage.ApplicationName, usage.Succeeded, usage.Refused, usage.LastSucceededAt));
        Assert.Equal(Start, usage.Covers);
    }

    [Fact]
    public async Task An_empty_log_is_told_and_proves_nothing()
    {
        await using var tenant = new LogTenant([]);

        Assert.Empty(await tenant.ReadAsync());
        Assert.Null(Assert.Single(await tenant.ReadAsync(Only("a"))).Covers);
        Assert.All(tenant.Remarks, remark => Assert.Contains("is empty", remark));
        Assert.Equal(2, tenant.Remarks.Count);
    }

    [Fact]
    public async Task What_the_plan_no_longer_keeps_is_told()
    {
        await using var tenant = new LogTenant([Event(0, "seccft", "a")]);

        Assert.Equal(Start, Assert.Single(await tenant.ReadAsync(since: Start.AddDays(-7))).Covers);
        Assert.Contains("reaches back to 2026-11-01 00:00:00Z only", Assert.Single(tenant.Remarks));
    }

    [Fact]
    public async Task Since_leaves_out_what_was_before()
    {
        await using var tenant = new LogTenant([.. Enumerable.Range(0, 300).Select(number => Event(number, "seccft", "a"))]);

        var usage = Assert.Single(await tenant.ReadAsync(since: Start.AddSeconds(120)));

        Assert.Equal((180L, Start.AddSeconds(120)), (usage.Succeeded, usage.Covers));
        Assert.Empty(tenant.Remarks);
    }

    /// <summary>By search, where Auth0 answers the first thousand only.</summary>
    [Theory]
    [InlineData(999)]
    [InlineData(1000)]
    [InlineData(2500)]
    public async Task A_search_goes_on_behind_what_Auth0_answers_at_most(int count)
    {
        // Of several at the same moment none is lost and none is counted twice.
        await using var tenant = new LogTenant([.. Enumerable.Range(0, count).Select(number => Event(number, "seccft", "a", entry => entry["date"] = Start.AddSeconds(number / 7).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", null)))]);

        Assert.Equal(count, Assert.Single(await tenant.ReadAsync(Only("a"))).Succeeded);
    }

    [Fact]
    public async Task Many_applications_are_read_in_one_walk_through_the_log()
    {
        await using var tenant = new LogTenant([.. Enumerable.Range(0, 450).Select(number => Event(number, "seccft", $"a{number % 30}"))]);

        var usage = await tenant.ReadAsync(Only([.. Enumerable.Range(0, 25).Select(number => $"a{number}")]));

        Assert.Equal(25, usage.Count);
        Assert.All(usage, found => Assert.Equal(15, found.Succeeded));
        Assert.Equal(9, tenant.Calls.Count);
    }

    [Fact]
    public async Task A_rate_limit_in_the_middle_goes_on_at_its_checkpoint()
    {
        await using var tenant = new LogTenant([.. Enumerable.Range(0, 1000).Select(number => Event(number, "seccft", "a"))]);
        var refusals = 0;

        // More often than a single request is patient for.
        tenant.Instead = call => call.Query("from")?.EndsWith("400", StringComparison.Ordinal) == true && refusals++ < 25
            ? new Reply(429, """{"statusCode":429,"error":"Too Many Requests","message":"Global limit has been reached","errorCode":"too_many_requests"}""") { Headers = "x-ratelimit-limit: 10\r\nx-ratelimit-remaining: 0\r\n" }
            : null;

        Assert.Equal(1000, Assert.Single(await tenant.ReadAsync()).Succeeded);
        Assert.Equal(26, refusals);
        Assert.Equal(1, tenant.Calls.Count(call => call.Query("from")?.EndsWith("500", StringComparison.Ordinal) == true));
    }

    [Fact]
    public async Task A_rate_limit_that_does_not_end_is_an_error()
    {
        await using var tenant = new LogTenant([Event(0, "seccft", "a")]) { Instead = _ => new Reply(429, """{"statusCode":429,"error":"Too Many Requests","message":"Global limit has been reached","errorCode":"too_many_requests"}""") };

        Assert.Equal(ErrorReason.RateLimited, (await Assert.ThrowsAsync<Auth0Exception>(() => tenant.ReadAsync())).Reason);
    }

    [Fact]
    public async Task A_log_that_gives_the_same_page_for_ever_ends_with_an_error()
    {
        await using var tenant = new LogTenant([Event(0, "seccft", "a")]) { Instead = _ => new Reply(200, $"[{Event(0, "seccft", "a")}]") };

        Assert.Equal(ErrorReason.UnexpectedResponse, (await Assert.ThrowsAsync<Auth0Exception>(() => tenant.ReadAsync())).Reason);
    }

    [Fact]
    public async Task Unknown_events_and_shapes_are_harmless()
    {
        string[] odd =
        [
            "null", "7", "\"text\"", "[]", "{}",
            """{"type":"seccft"}""",
            """{"type":7,"client_id":"a","date":"2026-11-01T00:00:00.000Z"}""",
            """{"type":"seccft","client_id":7,"date":"2026-11-01T00:00:00.000Z"}""",
            """{"type":"seccft","client_id":null,"date":"2026-11-01T00:00:00.000Z"}""",
            """{"type":"seccft","client_id":"a","date":"yesterday"}""",
            """{"type":"seccft","client_id":"a","date":1793491200}""",
            """{"type":"newtype","client_id":"a","date":"2026-11-01T00:00:00.000Z","details":{"deep":[{"deeper":[[[]]]}]}}""",
        ];
        string[] counted =
        [
            """{"type":"seccft","client_id":"a","date":"2026-11-01T00:00:00.000Z","auth0_client":"text","scope":["a","b"],"user_agent":{},"ip":null,"client_ip":"192.0.2.1","client_name":""}""",
            """{"type":"seccft","client_id":"a","date":"2026-11-01T01:00:00+01:00","auth0_client":{"name":7,"version":"1"},"details":null}""",
            """{"type":"feccft","client_id":"a","date":"2026-11-01T00:00:00Z","description":null,"details":{"client_authentoication_error":{"type":"x"},"device_id":"d"},"scope":null}""",
            """{"type":"feccft","client_id":"a","date":"2026-11-01T00:00:00.123456Z","description":"Half a letter \ud83d"}""",
        ];
        await using var tenant = new LogTenant([Event(0, "x", null), .. odd, .. counted]) { Instead = null };

        // Without ids of their own they come in one page, as a log with a full page has them.
        tenant.Instead = call => call.Query("from") is { } from && !from.EndsWith('1') ? new Reply(200, $"[{string.Join(',', odd.Concat(counted))},{Event(1, "y", null)}]") : call.Query("from") is null ? null : new Reply(200, "[]");

        var usage = Assert.Single(await tenant.ReadAsync());

        Assert.Equal((2L, 2L), (usage.Succeeded, usage.Refused));
        Assert.Contains(usage.Sources, source => source is { Address: "192.0.2.1", Client: "text", UserAgent: null });
    }

    [Fact]
    public async Task Hostile_text_steers_no_terminal()
    {
        const string Hostile = "\u001b[2J\u001b]0;owned\u0007\r\n<script>alert(1)</script>=cmd|'/c calc'!A0\u202e";
        await using var tenant = new LogTenant(
        [
            Event(0, "feccft", "a", entry =>
            {
                foreach (var name in (string[])["client_name", "ip", "user_agent", "description"])
                    entry[name] = Hostile;
                entry["auth0_client"] = new JsonObject { ["name"] = Hostile, ["version"] = new string('9', 10_000) };
            }),
        ]);

        var usage = Assert.Single(await tenant.ReadAsync());

        string?[] texts = [usage.ApplicationName, usage.LastRefusedReason, usage.Sources[0].Address, usage.Sources[0].UserAgent, usage.Sources[0].Client, usage.Sources[0].ToString(), usage.ToString()];
        Assert.All(texts, text => Assert.DoesNotContain(text!, letter => char.IsControl(letter) || letter == '\u202e'));
        Assert.All(texts, text => Assert.True(text!.Length < 2000, text));
    }

    [Fact]
    public async Task Client_ids_that_anybody_makes_up_do_not_fill_the_memory()
    {
        await using var tenant = new LogTenant([Event(0, "seccft", "a"), .. Enumerable.Range(1, 3000).Select(number => Event(number, "feccft", $"made-up-{number}", entry => entry["client_name"] = ""))]);

        var usage = await tenant.ReadAsync();

        Assert.Equal(1001, usage.Count);
        Assert.Equal(1, usage.Single(found => found.ClientId == "a").Succeeded);
        Assert.Contains("2000 refused sign-ins", Assert.Single(tenant.Remarks));
    }

    [Fact]
    public async Task Of_many_sources_those_seen_last_are_kept()
    {
        await using var tenant = new LogTenant([.. Enumerable.Range(0, 5000).Select(number => Event(number, "seccft", "a", entry => entry["user_agent"] = $"agent {number}"))]);

        var usage = Assert.Single(await tenant.ReadAsync());

        Assert.Equal((5000L, 100), (usage.Succeeded, usage.Sources.Count));
        Assert.Equal("agent 4999", usage.Sources[0].UserAgent);
        Assert.Equal("agent 4900", usage.Sources[^1].UserAgent);
    }

    [Fact]
    public async Task What_comes_in_while_it_is_read_does_not_keep_it_from_ending()
    {
        // A tenant that writes faster than anybody reads.
        await using var tenant = new LogTenant([.. Enumerable.Range(0, 150).Select(number => Event(number, "seccft", "a"))]);
        var next = 150;
        tenant.Instead = call => call.Query("from") is { } from && int.Parse(from[3..], null) >= 100
            ? new Reply(200, $"[{string.Join(',', Enumerable.Range(0, 100).Select(_ => Event(next++, "seccft", "a")))}]")
            : null;

        Assert.InRange(Assert.Single(await tenant.ReadAsync()).Succeeded, 150, 500);
    }
}
