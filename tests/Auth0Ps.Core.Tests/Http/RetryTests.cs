using System.Globalization;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Http;
using Auth0Ps.Security;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Http;

public sealed class RetryTests
{
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(91);

    public static TheoryData<int, string, string> LostAnswers()
    {
        var data = new TheoryData<int, string, string>();
        foreach (var status in new[] { 408, 425, 500, 502, 503, 504, 524 })
        {
            foreach (var asked in new[] { "", "0", "1", "past", "-5", "soon", "99999999" })
                data.Add(status, asked, status % 2 == 0 ? "GET" : "PATCH");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(LostAnswers))]
    public async Task What_proves_nothing_is_asked_again_a_few_times_further_and_further_apart(int status, string retryAfter, string method)
    {
        await using var api = new ScriptedApi(_ => Answer(status, retryAfter));

        var (response, traces) = await SendAsync(api, method);

        Assert.Equal(status, response.Status);
        Assert.Equal(5, api.Calls.Count);
        AssertWaits(traces, 4);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("1")]
    [InlineData("past")]
    [InlineData("-5")]
    public async Task A_rate_limit_that_stays_ends_the_request_after_a_few_attempts(string retryAfter)
    {
        await using var api = new ScriptedApi(_ => Answer(429, retryAfter));

        var (response, traces) = await SendAsync(api, "PATCH");

        Assert.Equal(429, response.Status);
        Assert.InRange(api.Calls.Count, 5, 10);
        AssertWaits(traces, api.Calls.Count - 1);
    }

    [Theory]
    [InlineData("86400")]
    [InlineData("301")]
    public async Task A_rate_limit_that_lasts_longer_than_patience_is_told_at_once(string retryAfter)
    {
        await using var api = new ScriptedApi(_ => Answer(429, retryAfter));

        var (response, _) = await SendAsync(api, "GET");

        Assert.Equal(429, response.Status);
        Assert.Single(api.Calls);
    }

    [Fact]
    public async Task A_mixture_of_accidents_is_counted_as_one_request()
    {
        var calls = 0;
        await using var api = new ScriptedApi(_ => (calls++ % 3) switch
        {
            0 => Answer(503, "0"),
            1 => Answer(429, "0"),
            _ => null,
        });

        // With a body: the platform itself repeats a request without one when the connection closes.
        var (_, traces) = await SendAsync(api, "PATCH", mayFail: true);

        Assert.InRange(api.Calls.Count, 5, 12);
        Assert.All(traces.SkipLast(1), trace => Assert.True(trace.Wait >= TimeSpan.FromMilliseconds(400)));
    }

    [Fact]
    public async Task What_changes_something_each_time_is_sent_once_whatever_the_server_asks()
    {
        await using var api = new ScriptedApi(_ => Answer(503, "0"));

        await SendAsync(api, "POST", RetryRule.Once);

        Assert.Single(api.Calls);
    }

    [Fact]
    public async Task An_answer_larger_than_any_of_Auth0s_is_fetched_once_and_named()
    {
        await using var api = new ScriptedApi(_ => new Reply(200, new string(' ', 34 * 1024 * 1024)));

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => SendAsync(api, "GET"));

        Assert.Single(api.Calls);
        Refusal.AssertClear(failure, ErrorReason.UnexpectedResponse);
        Assert.Contains("32 MB", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("gzip")]
    [InlineData("br")]
    [InlineData("deflate")]
    public async Task An_answer_that_cannot_be_decompressed_is_told_as_one(string encoding)
    {
        await using var api = new ScriptedApi(_ => new Reply(200) { Headers = $"Content-Encoding: {encoding}\r\n", Raw = [0x1F, 0x8B, 8, 0, 1, 2, 3, 4, 5, 6, 255, 254, 253, 252] });

        Refusal.AssertClear(await Assert.ThrowsAsync<Auth0Exception>(() => SendAsync(api, "GET")), ErrorReason.UnexpectedResponse);
    }

    private static Reply Answer(int status, string retryAfter)
    {
        var now = DateTimeOffset.UtcNow;
        var value = retryAfter == "past" ? now.AddMinutes(-3).ToString("R", CultureInfo.InvariantCulture) : retryAfter;
        return new Reply(status, "{}") { Headers = $"Date: {now:R}\r\n{(value.Length == 0 ? "" : $"Retry-After: {value}\r\n")}" };
    }

    private static async Task<(TenantResponse Response, List<RequestTrace> Traces)> SendAsync(
        ScriptedApi api, string method, RetryRule retry = RetryRule.Repeatable, bool mayFail = false)
    {
        using var http = new TenantHttp(new SkippingTime());
        var traces = new List<RequestTrace>();
        try
        {
            var response = await http.SendAsync(
                new TenantRequest
                {
                    Method = new HttpMethod(method),
                    Uri = new Uri(api.Address, "api/v2/clients/x"),
                    Retry = retry,
                    Body = method == "GET" ? null : () => SecretJson.ObjectWith("client_secret", Tenant.Protect("new")),
                },
                trace =>
                {
                    if (!trace.IsWaitingForTurn)
                        traces.Add(trace);
                },
                CancellationToken.None);
            return (response, traces);
        }
        catch (Auth0Exception) when (mayFail)
        {
            return (null!, traces);
        }
    }

    /// <summary>Each wait is at least the back-off of its number, and none is longer than a wait may be.</summary>
    private static void AssertWaits(List<RequestTrace> traces, int count)
    {
        var waits = traces.Where(trace => trace.Wait is not null).Select(trace => trace.Wait!.Value).ToList();
        Assert.Equal(count, waits.Count);
        for (var n = 0; n < waits.Count; n++)
            Assert.InRange(waits[n], TimeSpan.FromSeconds(Math.Min(0.4 * Math.Pow(2, n), 60)), LongestWait);
    }
}
