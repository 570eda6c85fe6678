using System.Text.Json;
using Auth0Ps.Applications;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Applications;

public sealed class ApplicationPagingTests
{
    [Fact]
    public async Task Each_page_is_fetched_once_and_Auth0s_order_is_kept()
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 1250, RateLimit = RateLimitProfile.None, Latency = TimeSpan.FromMilliseconds(5) });

        var listed = await Tenant.ListAsync(await tenant.OpenAsync());

        Assert.Equal(1253, listed.Count);
        var seeded = tenant.Sandbox.Applications.Select(application => application.ClientId).ToHashSet(StringComparer.Ordinal);
        Assert.Equal(tenant.Sandbox.Applications.Select(application => application.ClientId), listed.Select(application => application.ClientId).Where(seeded.Contains));
        Assert.Equal(13, PagesAskedOf(tenant));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(97)]
    public async Task A_tenant_with_one_page_is_asked_once(int count)
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = count });

        Assert.Equal(count + 3, (await Tenant.ListAsync(await tenant.OpenAsync())).Count);

        Assert.Equal(1, PagesAskedOf(tenant));
    }

    [Theory]
    [InlineData(100, 1)]
    [InlineData(101, 3)]
    public async Task Whoever_wants_few_makes_few_requests(int wanted, int pages)
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 2000, RateLimit = RateLimitProfile.None });
        var session = await tenant.OpenAsync();

        await foreach (var application in new ApplicationDirectory(session).ListAsync(appTypes: null, CancellationToken.None))
        {
            if (--wanted == 0)
                break;
        }

        // Those under way were ended with the enumeration; a request after it shows that none came behind.
        await new ApplicationDirectory(session).GetAsync(tenant.Sandbox.ClientId, CancellationToken.None);
        Assert.InRange(PagesAskedOf(tenant), 1, pages);
    }

    [Fact]
    public async Task A_stop_ends_the_listing()
    {
        await using var tenant = await Tenant.StartAsync(new SandboxOptions { ApplicationCount = 2000, RateLimit = RateLimitProfile.None });
        var session = await tenant.OpenAsync();
        using var stop = new CancellationTokenSource();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var application in new ApplicationDirectory(session).ListAsync(appTypes: null, stop.Token))
                await stop.CancelAsync();
        });

        Assert.Equal(1, PagesAskedOf(tenant));
    }

    [Fact]
    public async Task A_tenant_that_counts_no_further_than_a_thousand_is_listed_whole()
    {
        var api = new ChangingTenant(1730) { RefusesBeyond = 1000 };

        Assert.Equal(api.Ids, await ListAsync(api));
    }

    [Fact]
    public async Task A_tenant_that_does_not_count_at_all_is_listed_whole()
    {
        var api = new ChangingTenant(430) { RefusesBeyond = 0 };

        Assert.Equal(api.Ids, await ListAsync(api));
    }

    [Fact]
    public async Task An_application_added_meanwhile_doubles_no_other_and_pushes_none_out()
    {
        var api = new ChangingTenant(400) { BeforeSecondPage = static ids => ids.InsertRange(0, ["new-1", "new-2"]) };
        var before = api.Ids.ToArray();

        var listed = await ListAsync(api);

        Assert.Equal(listed.Count, listed.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(before.Except(listed, StringComparer.Ordinal));
    }

    [Fact]
    public async Task An_application_deleted_meanwhile_hides_no_other()
    {
        var api = new ChangingTenant(400) { BeforeSecondPage = static ids => ids.RemoveRange(10, 3) };

        var listed = await ListAsync(api);

        Assert.Equal(listed.Count, listed.Distinct(StringComparer.Ordinal).Count());
        Assert.Empty(api.Ids.Except(listed, StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_page_that_does_not_come_ends_the_listing_with_its_error()
    {
        await using var tenant = await Tenant.StartAsync(
            new SandboxOptions
            {
                ApplicationCount = 500,
                RateLimit = RateLimitProfile.None,
                Faults = [new FaultRule { Path = "/api/v2/clients", Skip = 1, Times = 1, Action = FaultAction.Status, Status = 403 }],
            });

        var failure = await Assert.ThrowsAsync<Auth0Exception>(async () => await Tenant.ListAsync(await tenant.OpenAsync()));

        Assert.Equal(403, failure.StatusCode);
    }

    private static int PagesAskedOf(Tenant tenant) => tenant.Sandbox.Requests.Count(request => request.Path == "/api/v2/clients");

    private static async Task<List<string>> ListAsync(ChangingTenant tenant)
    {
        await using var api = RestTenant.Scripted(tenant.Answer);
        return [.. (await Tenant.ListAsync(api.Session)).Select(application => application.ClientId)];
    }

    /// <summary>A tenant whose applications change between two pages, or which refuses to count far.</summary>
    private sealed class ChangingTenant(int count)
    {
        private readonly object _lock = new();

        public List<string> Ids { get; } = [.. Enumerable.Range(0, count).Select(number => $"client-{number}")];

        public int RefusesBeyond { get; init; } = int.MaxValue;

        public Action<List<string>>? BeforeSecondPage { get; set; }

        public ScriptedApi.Reply? Answer(ScriptedApi.Call call)
        {
            lock (_lock)
            {
                if (call.Query("take") is { } take)
                    return ByCheckpoint(int.Parse(take, null), call.Query("from"));
                var size = int.Parse(call.Query("per_page")!, null);
                var start = int.Parse(call.Query("page")!, null) * size;
                if (start > 0)
                {
                    BeforeSecondPage?.Invoke(Ids);
                    BeforeSecondPage = null;
                }

                return start + size > RefusesBeyond
                    ? new(400, """{"statusCode":400,"error":"Bad Request","message":"You can only page through the first 1000 records.","errorCode":"invalid_paging"}""")
                    : new(200, JsonSerializer.Serialize(new { total = Ids.Count, start, limit = size, clients = ClientsAt(start, size) }));
            }
        }

        private ScriptedApi.Reply ByCheckpoint(int take, string? from)
        {
            var start = from is null ? 0 : Ids.IndexOf(from);
            var next = Ids.ElementAtOrDefault(start + take);
            return new(200, next is null
                ? JsonSerializer.Serialize(new { clients = ClientsAt(start, take) })
                : JsonSerializer.Serialize(new { clients = ClientsAt(start, take), next }));
        }

        private object[] ClientsAt(int start, int size) => [.. Ids.Skip(start).Take(size).Select(id => new { client_id = id, name = id })];
    }
}
