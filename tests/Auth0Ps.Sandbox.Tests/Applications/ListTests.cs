using System.Text.Json;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Applications;

/// <summary>The tenant has 25 seeded applications and its own three.</summary>
public sealed class ListTests : IClassFixture<SharedTenant>
{
    private const string Path = "/api/v2/clients";
    private readonly SharedTenant _shared;

    public ListTests(SharedTenant shared) => _shared = shared;

    [Fact]
    public async Task Without_totals_it_is_a_bare_array_of_fifty_at_most()
    {
        var reply = await GetAsync("");
        Assert.Equal(JsonValueKind.Array, reply.Body.ValueKind);
        Assert.Equal(28, reply.Body.GetArrayLength());
    }

    [Theory]
    [InlineData("per_page=10&page=0", 0, 10, 10)]
    [InlineData("per_page=10&page=2", 20, 10, 8)]
    [InlineData("per_page=10&page=3", 30, 10, 0)]
    [InlineData("per_page=0", 0, 0, 0)]
    [InlineData("per_page=100", 0, 100, 28)]
    [InlineData("page=0", 0, 50, 28)]
    [InlineData("page=1000000&per_page=100", 100000000, 100, 0)]
    public async Task With_totals_it_is_an_object(string query, int start, int limit, int count)
    {
        var reply = await GetAsync("?include_totals=true&" + query);
        Assert.Equal(28, reply["total"].GetInt32());
        Assert.Equal(start, reply["start"].GetInt32());
        Assert.Equal(limit, reply["limit"].GetInt32());
        Assert.Equal(count, reply["clients"].GetArrayLength());
        Assert.False(reply.Has("next"));
    }

    [Theory]
    [InlineData("page=-1")]
    [InlineData("page=x")]
    [InlineData("page=1.5")]
    [InlineData("per_page=-1")]
    [InlineData("per_page=101")]
    [InlineData("per_page=")]
    [InlineData("take=0")]
    [InlineData("take=101")]
    [InlineData("take=x")]
    [InlineData("include_totals=yes")]
    [InlineData("is_global=1")]
    [InlineData("is_first_party=maybe")]
    [InlineData("include_fields=0")]
    [InlineData("from=rubbish")]
    [InlineData("q=name:x&take=5")]
    [InlineData("q=client_grant.allow_any_organization:true")]
    public async Task What_is_out_of_bounds_is_refused(string query)
    {
        var reply = await GetAsync("?" + query);
        Assert.Equal(400, (int)reply.Status);
        Assert.Equal("invalid_query_string", reply.String("errorCode"));
    }

    [Fact]
    public async Task Bounds_are_named()
    {
        (await GetAsync("?per_page=101")).IsError(400, "invalid_query_string", "Query validation error: 'Value 101 is greater than maximum 100' on property per_page.");
        (await GetAsync("?take=0")).IsError(400, "invalid_query_string", "Query validation error: 'Value 0 is less than minimum 1' on property take.");
    }

    [Fact]
    public async Task Pages_put_together_are_the_whole_list_without_repetition()
    {
        var whole = Ids((await GetAsync("?per_page=100")).Body);
        var pages = new List<string>();
        for (var page = 0; page < 4; page++)
            pages.AddRange(Ids((await GetAsync($"?per_page=7&page={page}")).Body));
        Assert.Equal(whole, pages);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(5)]
    [InlineData(14)]
    [InlineData(28)]
    [InlineData(100)]
    public async Task Checkpoints_put_together_are_the_whole_list_and_the_last_has_no_next(int take)
    {
        var whole = Ids((await GetAsync("?per_page=100")).Body);
        var pages = new List<string>();
        var query = $"?take={take}";
        for (var page = await GetAsync(query); ; page = await GetAsync(query))
        {
            Assert.False(page.Has("total"));
            Assert.InRange(page["clients"].GetArrayLength(), 1, take);
            pages.AddRange(Ids(page["clients"]));
            if (!page.Has("next"))
                break;
            query = $"?take={take}&from={Uri.EscapeDataString(page.String("next"))}";
        }

        Assert.Equal(whole, pages);
    }

    [Fact]
    public async Task A_checkpoint_survives_deletions_and_expires_after_a_day()
    {
        var time = new ManualTime();
        await using var running = await RunningTenant.StartAsync(new SandboxOptions { TimeProvider = time });
        var token = await running.TokenAsync();
        var first = await running.Client.GetAsync(Path + "?take=10", token);
        var next = Path + "?take=100&from=" + first.String("next");
        var before = Ids((await running.Client.GetAsync(next, token))["clients"]);
        await running.Client.DeleteAsync(Path + "/" + Ids(first["clients"])[5], token);
        Assert.Equal(before, Ids((await running.Client.GetAsync(next, token))["clients"]));
        time.Advance(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(1));
        Assert.Equal(400, (int)(await running.Client.GetAsync(next, await running.TokenAsync())).Status);
    }

    [Fact]
    public async Task Take_goes_before_totals() =>
        Assert.False((await GetAsync("?take=5&include_totals=true&per_page=50")).Has("total"));

    [Fact]
    public async Task The_global_client_can_be_left_out_or_asked_for()
    {
        Assert.Equal(27, (await GetAsync("?is_global=false")).Body.GetArrayLength());
        Assert.Equal("All Applications", Assert.Single((await GetAsync("?is_global=true")).Body.EnumerateArray()).GetProperty("name").GetString());
    }

    [Fact]
    public async Task Types_can_be_listed_with_commas()
    {
        var types = (await GetAsync("?app_type=spa,native")).Body.EnumerateArray().Select(client => client.GetProperty("app_type").GetString()).Distinct().Order();
        Assert.Equal(["native", "spa"], types);
        Assert.Equal((await GetAsync("?app_type=spa")).Body.GetArrayLength(), (await GetAsync("?app_type=spa&include_totals=true"))["total"].GetInt32());
        Assert.Empty((await GetAsync("?app_type=zendesk")).Body.EnumerateArray());
    }

    [Fact]
    public async Task Third_parties_can_be_told_apart()
    {
        var foreign = (await GetAsync("?is_first_party=false")).Body.EnumerateArray().ToList();
        Assert.NotEmpty(foreign);
        Assert.All(foreign, client => Assert.StartsWith("tpc_", client.GetProperty("client_id").GetString(), StringComparison.Ordinal));
        Assert.Equal(28 - foreign.Count, (await GetAsync("?is_first_party=true")).Body.GetArrayLength());
    }

    [Fact]
    public async Task Fields_choose_or_leave_out_members()
    {
        var chosen = await GetAsync("?fields=client_id,name");
        Assert.All(chosen.Body.EnumerateArray(), client => Assert.Equal(["name", "client_id"], client.EnumerateObject().Select(member => member.Name)));
        var without = await GetAsync("?fields=client_secret,signing_keys&include_fields=false");
        Assert.All(without.Body.EnumerateArray(), client =>
        {
            Assert.False(client.TryGetProperty("client_secret", out _));
            Assert.False(client.TryGetProperty("signing_keys", out _));
            Assert.True(client.TryGetProperty("name", out _));
        });
        Assert.All((await GetAsync("?fields=no_such_field")).Body.EnumerateArray(), client => Assert.Empty(client.EnumerateObject()));
    }

    [Fact]
    public async Task Applications_can_be_searched_by_the_organizations_of_their_grants()
    {
        var organization = (await _shared.Client.GetAsync("/api/v2/organizations/name/acme", _shared.Token)).String("id");
        var grants = (await _shared.Client.GetAsync($"/api/v2/organizations/{organization}/client-grants", _shared.Token)).Body;
        var expected = grants.EnumerateArray().Select(grant => grant.GetProperty("client_id").GetString()).Distinct().Order();
        var found = await GetAsync("?take=100&q=" + Uri.EscapeDataString("client_grant.organization_id:" + organization));
        Assert.Equal(expected, Ids(found["clients"]).Order());
        Assert.NotEmpty((await GetAsync("?take=100&q=client_grant.allow_any_organization:true"))["clients"].EnumerateArray());
    }

    private Task<Reply> GetAsync(string query) => _shared.Client.GetAsync(Path + query, _shared.Token);

    private static List<string> Ids(JsonElement clients) => [.. clients.EnumerateArray().Select(client => client.GetProperty("client_id").GetString()!)];
}
