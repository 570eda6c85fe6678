using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rest;
using Auth0Ps.Sandbox;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Rest;

public sealed class RestRepetitionTests
{
    [Theory]
    [InlineData("POST", Auth0ApiType.Management, 1)]
    [InlineData("PATCH", Auth0ApiType.Management, 5)]
    [InlineData("PATCH", Auth0ApiType.MyAccount, 5)]
    [InlineData("PATCH", Auth0ApiType.Custom, 1)]
    [InlineData("PUT", Auth0ApiType.Custom, 5)]
    [InlineData("DELETE", Auth0ApiType.Management, 5)]
    public async Task A_change_without_an_answer_is_sent_as_often_as_its_method_allows(string method, Auth0ApiType api, int arrivals)
    {
        // Closing without a word is what makes the platform itself repeat a request that has no body.
        await using var tenant = RestTenant.Scripted(_ => null, api);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync(method, "things/1"));

        Assert.Equal(arrivals, tenant.Calls.Count);
        Assert.Equal(ErrorReason.TenantUnreachable, failure.Reason);
        Assert.Contains($"not known whether the {method}", failure.Message, StringComparison.Ordinal);
        Assert.Contains(arrivals == 1 ? "Look at what is there" : "no harm", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_without_an_answer_says_nothing_of_changes()
    {
        await using var tenant = RestTenant.Scripted(_ => null);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync("GET", "things/1"));

        Assert.DoesNotContain("not known", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", 1)]
    [InlineData("PUT", 5)]
    public async Task A_server_error_may_hide_a_change(string method, int arrivals)
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(503, "{}"));

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync(method, "things/1"));

        Assert.Equal(arrivals, tenant.Calls.Count);
        Assert.Equal(ErrorReason.ServerError, failure.Reason);
        Assert.Contains("not known", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_rate_limit_even_POST_is_sent_again()
    {
        await using var tenant = await RestTenant.OfSandboxAsync();
        tenant.Tenant.Sandbox.AddFault(new FaultRule { Method = "POST", Path = "/api/v2/organizations", Action = FaultAction.Status, Status = 429, Times = 2 });

        var created = await tenant.SendAsync("POST", "organizations", """{"name":"after-limit"}""");

        Assert.Equal("after-limit", created.Single().Get("name"));
        Assert.Equal([429, 429, 201], tenant.Tenant.Sandbox.Requests.Where(request => request.Method == "POST" && request.Path.EndsWith("organizations", StringComparison.Ordinal)).Select(request => request.Status));
    }

    [Fact]
    public async Task A_change_whose_answer_was_lost_is_finished_by_repeating_it()
    {
        await using var tenant = await RestTenant.OfSandboxAsync();
        var clientId = tenant.Tenant.Sandbox.Applications[0].ClientId;
        tenant.Tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Action = FaultAction.DropAfter });

        var answer = await tenant.SendAsync("PATCH", $"clients/{clientId}", """{"description":"once or twice, the same"}""");

        Assert.Equal("once or twice, the same", answer.Single().Get("description"));
    }

    [Fact]
    public async Task A_DELETE_whose_answer_was_lost_is_content_with_not_found()
    {
        var calls = 0;
        await using var tenant = RestTenant.Scripted(_ => ++calls == 1 ? null : new Reply(404, """{"statusCode":404,"error":"Not Found","message":"gone","errorCode":"x"}"""));

        Assert.Empty(await tenant.SendAsync("DELETE", "organizations/org_1"));
        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_DELETE_of_what_was_never_there_is_an_error_also_after_a_rate_limit()
    {
        var calls = 0;
        await using var tenant = RestTenant.Scripted(_ => ++calls == 1
            ? new Reply(429, """{"statusCode":429,"error":"Too Many Requests","message":"slow","errorCode":"too_many_requests"}""")
            : new Reply(404, """{"statusCode":404,"error":"Not Found","message":"gone","errorCode":"x"}"""));

        Assert.Equal(ErrorReason.NotFound, (await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync("DELETE", "organizations/org_1"))).Reason);
    }

    [Fact]
    public async Task A_stop_before_a_change_sends_nothing()
    {
        await using var tenant = await RestTenant.OfSandboxAsync();
        var request = RestRequest.Create(tenant.Session.Connection, "DELETE", $"clients/{tenant.Tenant.Sandbox.Applications[0].ClientId}");
        using var stop = new CancellationTokenSource();
        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => new RestClient(tenant.Session).SendAsync(request, stop.Token).ToListAsync());

        Assert.DoesNotContain(tenant.Tenant.Sandbox.Requests, logged => logged.Method == "DELETE");
    }

    [Fact]
    public async Task A_stop_during_a_change_lets_it_finish()
    {
        using var stop = new CancellationTokenSource();
        await using var tenant = RestTenant.Scripted(_ =>
        {
            stop.Cancel();
            return new Reply(201, """{"id":1}""");
        });

        var answer = await new RestClient(tenant.Session).SendAsync(RestRequest.Create(tenant.Session.Connection, "POST", "things"), stop.Token).ToListAsync();

        Assert.Equal(1L, answer.Single().Get("id"));
    }
}
