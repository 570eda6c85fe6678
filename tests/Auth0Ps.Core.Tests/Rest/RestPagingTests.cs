using System.Globalization;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Rest;

public sealed class RestPagingTests
{
    private const string Unknown = """{"statusCode":400,"error":"Bad Request","message":"Query validation error: 'Additional properties not allowed: %'.","errorCode":"invalid_query_string"}""";

    [Fact]
    public async Task All_applications_come_once_in_each_shape_of_a_list()
    {
        await using var tenant = await RestTenant.OfSandboxAsync(new SandboxOptions { ApplicationCount = 230, RateLimit = RateLimitProfile.None });
        Dictionary<string, object?>?[] shapes =
        [
            null,
            new() { ["take"] = 7 },
            new() { ["per_page"] = 50 },
            new() { ["per_page"] = 50, ["include_totals"] = false },
            new() { ["include_totals"] = true },
        ];

        foreach (var query in shapes)
        {
            var ids = (await tenant.ReadAllAsync("clients", query)).ConvertAll(client => (string)client.Get("client_id")!);
            Assert.Equal(233, ids.Count);
            Assert.Equal(233, ids.Distinct(StringComparer.Ordinal).Count());
        }
    }

    [Fact]
    public async Task A_list_that_takes_no_checkpoints_is_read_by_pages()
    {
        await using var tenant = await RestTenant.OfSandboxAsync();

        var sorted = await tenant.ReadAllAsync("organizations", new() { ["sort"] = "name:-1" });

        var names = sorted.ConvertAll(organization => (string)organization.Get("name")!);
        Assert.NotEmpty(names);
        Assert.Equal(names.OrderDescending(StringComparer.Ordinal), names);
        Assert.Equal([400, 200], tenant.Tenant.Sandbox.Requests.Where(request => request.Path == "/api/v2/organizations").Select(request => request.Status));
    }

    [Fact]
    public async Task What_is_no_list_comes_as_it_is()
    {
        await using var tenant = await RestTenant.OfSandboxAsync();

        Assert.Equal("Auth0Ps Sandbox", Assert.Single(await tenant.ReadAllAsync("tenants/settings")).Get("friendly_name"));
        Assert.Equal(2, (await tenant.ReadAllAsync("keys/signing")).Count);
    }

    [Fact]
    public async Task Fields_and_filters_hold_on_every_page()
    {
        await using var tenant = await RestTenant.OfSandboxAsync(new SandboxOptions { ApplicationCount = 230, RateLimit = RateLimitProfile.None });
        var expected = tenant.Tenant.Sandbox.Applications.Count(application => application.AppType == "non_interactive");

        var found = await tenant.ReadAllAsync("clients?is_first_party=true", new() { ["fields"] = new[] { "name", "app_type" }, ["app_type"] = "non_interactive", ["take"] = 10 });

        Assert.InRange(found.Count, expected, expected + 3);
        Assert.All(found, client => Assert.Equal("non_interactive", client.Get("app_type")));
        Assert.All(found, client => Assert.Equal(2, ((Auth0Ps.Rest.Responses.RestObject)client).Members.Count));
    }

    [Theory]
    [InlineData("take", "totals", 2)]
    [InlineData("take,include_totals", "array", 3)]
    [InlineData("take,include_totals,page,per_page", "array", 4)]
    public async Task An_endpoint_that_refuses_paging_parameters_is_asked_without_them(string refused, string shape, int requests)
    {
        await using var tenant = RestTenant.Scripted(call =>
            Array.Exists(refused.Split(','), name => call.Query(name) is not null)
                ? new Reply(400, Unknown)
                : new Reply(200, Page(call, count: 30, shape)));

        Assert.Equal(30, (await tenant.ReadAllAsync("things")).Count);
        Assert.Equal(requests, tenant.Calls.Count);
    }

    [Fact]
    public async Task An_endpoint_that_overlooks_take_is_read_by_pages()
    {
        await using var tenant = RestTenant.Scripted(call => new Reply(200, Page(call, count: 250, "array")));

        Assert.Equal(Enumerable.Range(0, 250).Select(n => (object)(long)n), await tenant.ReadAllAsync("things"));
    }

    [Theory]
    [InlineData(100)]
    [InlineData(99)]
    [InlineData(101)]
    [InlineData(0)]
    public async Task An_array_without_pages_is_read_once(int count)
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(200, $"[{string.Join(',', Enumerable.Range(0, count))}]"));

        Assert.Equal(count, (await tenant.ReadAllAsync("things")).Count);
    }

    [Fact]
    public async Task A_smaller_maximum_is_kept_to()
    {
        await using var tenant = RestTenant.Scripted(call => int.Parse(call.Query("take") ?? "0", null) > 10
            ? new Reply(400, Unknown.Replace("'Additional properties not allowed: %'", "'Value 100 is greater than maximum 10' on property take", StringComparison.Ordinal))
            : new Reply(200, call.Query("from") is null ? """{"things":[1,2],"next":"n&2"}""" : """{"things":[3]}"""));

        Assert.Equal([1L, 2L, 3L], await tenant.ReadAllAsync("things"));
        Assert.Equal(["100", "10", "10"], tenant.Calls.Select(call => call.Query("take")));
        Assert.Equal("n%262", tenant.Calls[2].Query("from"));
    }

    [Fact]
    public async Task A_page_size_of_the_users_own_is_sent_even_where_it_is_refused()
    {
        await using var tenant = await RestTenant.OfSandboxAsync();

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.ReadAllAsync("clients", new() { ["per_page"] = 1000 }));

        Assert.Equal(ErrorReason.RequestRefused, failure.Reason);
        Assert.Contains("maximum 100", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Reading_begins_at_the_page_that_was_asked_for()
    {
        await using var tenant = RestTenant.Scripted(call => new Reply(200, Page(call, count: 25, "totals")));

        Assert.Equal([20L, 21L, 22L, 23L, 24L], await tenant.ReadAllAsync("things?page=2&per_page=10"));
    }

    [Fact]
    public async Task The_log_is_followed_by_the_id_of_its_last_entry()
    {
        await using var tenant = RestTenant.Scripted(call => new Reply(200, call.Query("from") switch
        {
            "0" => """[{"log_id":"1"},{"log_id":"2"}]""",
            "2" => """[{"log_id":"3"}]""",
            _ => "[]",
        }));

        var entries = await tenant.ReadAllAsync("logs", new() { ["from"] = "0", ["take"] = 2 });

        Assert.Equal(["1", "2", "3"], entries.Select(entry => entry.Get("log_id")));
    }

    [Fact]
    public async Task A_list_that_never_ends_is_left_with_an_error()
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(200, """{"things":[1],"next":"same"}"""));

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.ReadAllAsync("things"));

        Assert.Equal(ErrorReason.UnexpectedResponse, failure.Reason);
        Assert.Equal(2, tenant.Calls.Count);
    }

    [Fact]
    public async Task Where_Auth0_ends_a_list_the_error_says_how_much_was_read()
    {
        await using var tenant = RestTenant.Scripted(call => call.Query("take") is not null
            ? new Reply(400, Unknown)
            : call.Query("page") == "10"
                ? new Reply(400, Unknown.Replace("Query validation error: 'Additional properties not allowed: %'.", "You can only page through the first 1000 records.", StringComparison.Ordinal))
                : new Reply(200, Page(call, count: 5000, "totals")));

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.ReadAllAsync("users"));

        Assert.Contains("After 1000 objects", failure.Message, StringComparison.Ordinal);
        Assert.Contains("first 1000", failure.Message, StringComparison.Ordinal);
        Assert.Contains("-Query", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_mistake_in_the_users_own_query_is_reported_and_not_paged_around()
    {
        await using var tenant = await RestTenant.OfSandboxAsync();

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.ReadAllAsync("clients", new() { ["is_global"] = "maybe" }));

        Assert.Contains("is_global", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_reading_follows_pages()
    {
        await using var tenant = await RestTenant.OfSandboxAsync();
        var request = Auth0Ps.Rest.RestRequest.Create(tenant.Session.Connection, "DELETE", "clients/x");

        Assert.Throws<Auth0Exception>(() => new Auth0Ps.Rest.RestClient(tenant.Session).ReadAllAsync(request, CancellationToken.None));
        Assert.Empty(tenant.Tenant.Sandbox.Requests);
    }

    [Fact]
    public async Task Pages_are_only_asked_for_when_they_are_wanted()
    {
        await using var tenant = await RestTenant.OfSandboxAsync(new SandboxOptions { ApplicationCount = 300, RateLimit = RateLimitProfile.None });
        var request = Auth0Ps.Rest.RestRequest.Create(tenant.Session.Connection, "GET", "clients");

        var read = 0;
        await foreach (var client in new Auth0Ps.Rest.RestClient(tenant.Session).ReadAllAsync(request, CancellationToken.None))
        {
            Assert.NotNull(client.Get("client_id"));
            if (++read == 100)
                break;
        }

        Assert.Single(tenant.Tenant.Sandbox.Requests, logged => logged.Path == "/api/v2/clients");
    }

    private static string Page(Call call, int count, string shape)
    {
        var size = int.Parse(call.Query("per_page") ?? "50", null);
        var start = int.Parse(call.Query("page") ?? "0", null) * size;
        var items = $"[{string.Join(',', Enumerable.Range(0, count).Skip(start).Take(size))}]";
        return shape == "array"
            ? items
            : string.Create(CultureInfo.InvariantCulture, $$"""{"start":{{start}},"limit":{{size}},"total":{{count}},"things":{{items}}}""");
    }
}
