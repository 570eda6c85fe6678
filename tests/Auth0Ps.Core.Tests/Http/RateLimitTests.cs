using System.Diagnostics;
using System.Globalization;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Http;
using Auth0Ps.OAuth;
using Auth0Ps.Security;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Http;

public sealed class RateLimitTests
{
    private const string Quota = "Auth0-Client-Quota-Limit: b=per_hour;q=10;r=0;t=924,b=per_day;q=100;r=0;t=40000\r\n";

    // A day, an hour and 75 seconds: none is a tenant's pace.
    public static TheoryData<int, int, int, string> OthersLimits => new()
    {
        { 429, 5, 86400, "Retry-After: 86400\r\n" },
        { 200, 5, 86400, "" },
        { 200, 5, 75, "" },
        { 200, 1, 3600, "" },
        { 429, 10, 924, Quota + "Retry-After: 924\r\n" },
        { 200, 10, 200, Quota },
        { 200, 10, 200, "Auth0-Organization-Quota-Limit: b=per_hour;q=10;r=0;t=20\r\n" },
    };

    [Theory]
    [MemberData(nameof(OthersLimits))]
    public async Task What_says_nothing_of_the_tenants_pace_holds_nobody_back(int status, int limit, int reset, string headers)
    {
        await using var api = new ScriptedApi(_ => new Reply(status, "{}") { Headers = Limit(limit, 0, reset) + headers });
        using var http = new TenantHttp();

        await SendAsync(http, api, "oauth/other");
        var started = Stopwatch.GetTimestamp();
        await SendAsync(http, api, "oauth/other");

        // The shortest wait that a pace taken from these would mean is ten seconds, the longest is hours.
        Assert.InRange(Stopwatch.GetElapsedTime(started), TimeSpan.Zero, TimeSpan.FromSeconds(8));
    }

    [Fact]
    public async Task A_turn_is_waited_for_but_not_for_ever()
    {
        var time = new ScaledTime(100);
        var gate = new RateLimitGate(time);
        for (var i = 0; i < 40; i++)
            await gate.EnterAsync(CancellationToken.None);
        var now = time.GetUtcNow();
        gate.Learn(new TenantResponse(200, new ZeroingBuffer(), new RateLimitState(5, 0, now.AddSeconds(48), null), null, now), TimeSpan.Zero);

        var started = time.GetTimestamp();
        await gate.EnterAsync(CancellationToken.None);

        // Forty are owed at ten seconds each.
        Assert.InRange(time.GetElapsedTime(started), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(120));
    }

    [Fact]
    public async Task An_answer_that_lay_for_a_while_makes_the_pace_no_faster()
    {
        var time = new ShiftedTime();
        var gate = new RateLimitGate(time);
        var now = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds() + 1);

        // Five are missing and come back in five seconds.
        foreach (var lay in new[] { TimeSpan.Zero, TimeSpan.FromSeconds(4) })
        {
            await gate.EnterAsync(CancellationToken.None);
            time.Ahead += now - time.GetUtcNow();
            time.Ahead += lay;
            gate.Learn(new TenantResponse(200, new ZeroingBuffer(), new RateLimitState(10, 5, now.AddSeconds(5), null), null, now), TimeSpan.FromMilliseconds(20) + lay);

            Assert.Contains("about 1.0 requests a second", gate.WhatIsWaitedFor, StringComparison.Ordinal);
            now += lay + TimeSpan.FromSeconds(1);
        }
    }

    [Fact]
    public async Task After_a_refusal_half_the_pace_is_left_to_others_and_taken_back_slowly()
    {
        var time = new SteppedTime();
        var gate = new RateLimitGate(time);
        await LearnAsync(200);
        var own = await TimeOfTenAsync();
        await LearnAsync(429);
        var shared = await TimeOfTenAsync();
        time.Pass(TimeSpan.FromMinutes(1));
        await LearnAsync(200);
        var later = await TimeOfTenAsync();

        // Ten a second fill the bucket.
        Assert.InRange(own.TotalSeconds, 0.9, 1.1);
        Assert.InRange(shared.TotalSeconds, 1.7, 2.1);
        Assert.InRange(later.TotalSeconds, 0.9, 1.1);

        async Task LearnAsync(int status)
        {
            await gate.EnterAsync(CancellationToken.None);
            var now = time.GetUtcNow();
            gate.Learn(new TenantResponse(status, new ZeroingBuffer(), new RateLimitState(10, 0, now.AddSeconds(1), null), null, now), TimeSpan.Zero);
        }

        async Task<TimeSpan> TimeOfTenAsync()
        {
            var started = time.GetTimestamp();
            for (var i = 0; i < 10; i++)
            {
                await gate.EnterAsync(CancellationToken.None);
                gate.Forget();
            }

            return time.GetElapsedTime(started);
        }
    }

    [Fact]
    public async Task A_wait_of_a_second_is_told_with_what_is_waited_for()
    {
        await using var api = new ScriptedApi(_ => new Reply(200, "{}") { Headers = Limit(1, 0, 4) });

        // A busy machine may let a second pass between the two requests.
        using var http = new TenantHttp(new ScaledTime(2));
        var traces = new List<RequestTrace>();

        await SendAsync(http, api, "api/v2/clients/x", traces.Add);
        await SendAsync(http, api, "api/v2/clients/x", traces.Add);

        var wait = Assert.Single(traces, trace => trace.IsWaitingForTurn);
        Assert.StartsWith("GET /api/v2/clients/x waits for its turn", wait.ToString(), StringComparison.Ordinal);
        Assert.Contains("rate limit", wait.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Quota + "Retry-After: 924\r\n", "per_day", "application's token quota of 100 a day", "12 hours")]
    [InlineData("Auth0-Organization-Quota-Limit: b=per_hour;q=7;r=0;t=400\r\n", "", "organization's token quota of 7 a hour", "7 minutes")]
    [InlineData("Retry-After: 924\r\n", "", "Client quota exceeded", "16 minutes")]
    public async Task A_quota_that_is_used_up_is_named_with_the_time_of_its_refill(string headers, string without, string quota, string time)
    {
        await using var api = new ScriptedApi(_ => null)
        {
            Token = _ => new Reply(429, """{"error":"too_many_requests","error_description":"Client quota exceeded"}""") { Headers = Limit(10, 0, 924) + headers },
        };
        using var http = new TenantHttp();

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => new TokenEndpoint(http, observer: null).RequestAsync(
            TenantAddress.Parse(api.Address.ToString()), new ClientSecretPost("app", Tenant.Protect(Refusal.Planted)), new TokenScope("aud", null, null), CancellationToken.None));

        Refusal.AssertClear(failure, ErrorReason.RateLimited);
        Assert.Contains(quota, failure.Message, StringComparison.Ordinal);
        Assert.Contains(time, failure.Message, StringComparison.Ordinal);
        if (without.Length > 0)
            Assert.DoesNotContain(without, failure.Message, StringComparison.Ordinal);
    }

    private static string Limit(int limit, int remaining, int reset) => string.Create(
        CultureInfo.InvariantCulture,
        $"x-ratelimit-limit: {limit}\r\nx-ratelimit-remaining: {remaining}\r\nx-ratelimit-reset: {DateTimeOffset.UtcNow.AddSeconds(reset).ToUnixTimeSeconds()}\r\n");

    private static async Task SendAsync(TenantHttp http, ScriptedApi api, string path, RequestObserver? observer = null) =>
        (await http.SendAsync(new TenantRequest { Method = HttpMethod.Get, Uri = new Uri(api.Address, path) }, observer, CancellationToken.None)).Dispose();
}
