using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.RateLimits;

public sealed class TokenQuotaTests
{
    // ManualTime begins at 03:04:05: 3355 seconds before the next hour, 75355 before the next day.
    private readonly ManualTime _time = new();

    [Fact]
    public async Task The_headers_count_down_and_the_refusal_speaks_of_the_quota()
    {
        await using var running = await StartAsync();
        var (id, secret) = await MachineAsync(running, new { client_credentials = new { enforce = true, per_hour = 2, per_day = 5 } });
        var first = await SignInAsync(running, id, secret);
        Assert.Equal("b=per_hour;q=2;r=1;t=3355,b=per_day;q=5;r=4;t=75355", first.Header("Auth0-Client-Quota-Limit"));
        Assert.Equal("b=per_hour;q=2;r=0;t=3355,b=per_day;q=5;r=3;t=75355", (await SignInAsync(running, id, secret)).Header("Auth0-Client-Quota-Limit"));

        var refused = await SignInAsync(running, id, secret);
        refused.IsOAuthError(429, "too_many_requests", "Client quota exceeded");
        Assert.Equal("2", refused.Header("x-ratelimit-limit"));
        Assert.Equal("0", refused.Header("x-ratelimit-remaining"));
        Assert.Equal("3355", refused.Header("retry-after"));
        Assert.Equal((_time.GetUtcNow().ToUnixTimeSeconds() + 3355).ToString(System.Globalization.CultureInfo.InvariantCulture), refused.Header("x-ratelimit-reset"));
        Assert.Equal("b=per_hour;q=2;r=0;t=3355,b=per_day;q=5;r=3;t=75355", refused.Header("Auth0-Client-Quota-Limit"));

        _time.Advance(TimeSpan.FromSeconds(3355));
        Assert.Equal("b=per_hour;q=2;r=1;t=3600,b=per_day;q=5;r=2;t=72000", (await SignInAsync(running, id, secret)).Header("Auth0-Client-Quota-Limit"));
    }

    [Fact]
    public async Task A_day_is_longer_than_an_hour()
    {
        await using var running = await StartAsync();
        var (id, secret) = await MachineAsync(running, new { client_credentials = new { per_day = 1 } });
        Assert.Equal(200, (int)(await SignInAsync(running, id, secret)).Status);
        _time.Advance(TimeSpan.FromHours(2));
        Assert.Equal("68155", (await SignInAsync(running, id, secret)).Header("retry-after"));
    }

    [Fact]
    public async Task Refused_sign_ins_and_other_applications_use_nothing_up()
    {
        await using var running = await StartAsync();
        var (id, secret) = await MachineAsync(running, new { client_credentials = new { per_hour = 1 } });
        var (other, otherSecret) = await MachineAsync(running, null);
        Assert.Equal(401, (int)(await SignInAsync(running, id, "wrong")).Status);
        var unlimited = await SignInAsync(running, other, otherSecret);
        Assert.Equal((200, ""), ((int)unlimited.Status, unlimited.Header("Auth0-Client-Quota-Limit")));
        Assert.Equal(200, (int)(await SignInAsync(running, id, secret)).Status);
    }

    [Fact]
    public async Task A_quota_that_is_not_enforced_only_counts()
    {
        await using var running = await StartAsync();
        var (id, secret) = await MachineAsync(running, new { client_credentials = new { enforce = false, per_hour = 1 } });
        await SignInAsync(running, id, secret);
        var second = await SignInAsync(running, id, secret);
        Assert.Equal((200, "b=per_hour;q=1;r=0;t=3355"), ((int)second.Status, second.Header("Auth0-Client-Quota-Limit")));
    }

    [Fact]
    public async Task The_tenants_default_holds_for_applications_without_one_of_their_own()
    {
        await using var running = await StartAsync();
        var (id, secret) = await MachineAsync(running, null);
        var (own, ownSecret) = await MachineAsync(running, new { client_credentials = new { per_hour = 7 } });
        await running.Client.PatchAsync(
            "/api/v2/tenants/settings",
            new { default_token_quota = new { clients = new { client_credentials = new { enforce = true, per_hour = 3 } } } },
            await running.TokenAsync());
        Assert.StartsWith("b=per_hour;q=3;r=2;", (await SignInAsync(running, id, secret)).Header("Auth0-Client-Quota-Limit"), StringComparison.Ordinal);
        Assert.StartsWith("b=per_hour;q=7;r=6;", (await SignInAsync(running, own, ownSecret)).Header("Auth0-Client-Quota-Limit"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_organizations_quota_counts_its_tokens()
    {
        await using var running = await StartAsync();
        var token = await running.TokenAsync();
        var (id, secret) = await MachineAsync(running, null, organizationUsage: "allow");
        var organization = (await running.Client.PostAsync("/api/v2/organizations", new { name = "limited", token_quota = new { client_credentials = new { per_hour = 1 } } }, token)).String("id");
        var first = await SignInAsync(running, id, secret, ("organization", organization));
        Assert.Equal((200, "b=per_hour;q=1;r=0;t=3355"), ((int)first.Status, first.Header("Auth0-Organization-Quota-Limit")));
        (await SignInAsync(running, id, secret, ("organization", organization))).IsOAuthError(429, "too_many_requests", "Organization quota exceeded");
        Assert.Equal(200, (int)(await SignInAsync(running, id, secret)).Status);
    }

    private Task<RunningTenant> StartAsync() => RunningTenant.StartAsync(new SandboxOptions { TimeProvider = _time, ApplicationCount = 0 });

    private static async Task<(string ClientId, string Secret)> MachineAsync(RunningTenant running, object? quota, string? organizationUsage = null)
    {
        var token = await running.TokenAsync();
        var body = new Dictionary<string, object> { ["name"] = "m", ["grant_types"] = new[] { "client_credentials" } };
        if (quota is not null)
            body["token_quota"] = quota;
        var created = await running.Client.PostAsync("/api/v2/clients", body, token);
        var grant = new Dictionary<string, object> { ["client_id"] = created.String("client_id"), ["audience"] = SharedTenant.OrdersApi, ["scope"] = Array.Empty<string>() };
        if (organizationUsage is not null)
            (grant["organization_usage"], grant["allow_any_organization"]) = (organizationUsage, true);
        await running.Client.PostAsync("/api/v2/client-grants", grant, token);
        return (created.String("client_id"), created.String("client_secret"));
    }

    private static Task<Reply> SignInAsync(RunningTenant running, string id, string secret, params (string, string)[] more) =>
        running.Client.TokenAsync(id, secret, SharedTenant.OrdersApi, more);
}
