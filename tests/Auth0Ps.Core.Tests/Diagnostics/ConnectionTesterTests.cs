using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Diagnostics;
using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Diagnostics;

public sealed class ConnectionTesterTests
{
    [Fact]
    public async Task A_good_connection_passes_every_check_in_order()
    {
        await using var tenant = await Tenant.StartAsync();

        var test = await new ConnectionTester(await tenant.OpenAsync()).TestAsync(ConnectionPurpose.SecretRotation, CancellationToken.None);

        Assert.True(test.Succeeded);
        Assert.Empty(test.MissingScope);
        Assert.Equal(
            ["Name resolves", "TLS", "Clock", "Token endpoint", "Credentials", "Audience", "Permissions", "Organization", "Management API", "Rate limit"],
            test.Checks.Select(check => check.Name));
        Assert.DoesNotContain(test.Checks, check => check.Outcome == CheckOutcome.Failed);
    }

    [Theory]
    [InlineData(ConnectionPurpose.SecretRotation, "update:client_keys")]
    [InlineData(ConnectionPurpose.KeyRotation, "create:client_credentials,delete:client_credentials,read:client_credentials,update:client_credentials")]
    [InlineData(ConnectionPurpose.Vault, "read:client_keys")]
    public async Task Missing_permissions_are_named_with_where_to_tick_them(ConnectionPurpose purpose, string missing)
    {
        await using var tenant = await Tenant.StartAsync();
        var session = await tenant.OpenAsync(tenant.Sandbox.LimitedClientId, tenant.Sandbox.LimitedClientSecret);

        var test = await new ConnectionTester(session).TestAsync(purpose, CancellationToken.None);

        Assert.False(test.Succeeded);
        Assert.Equal(missing.Split(','), test.MissingScope.Order(StringComparer.Ordinal));
        var check = Assert.Single(test.Checks, check => check.Outcome == CheckOutcome.Failed);
        Assert.Equal("Permissions", check.Name);
        Assert.Contains(tenant.Sandbox.LimitedClientId, check.Recommendation, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("secret", "Credentials")]
    [InlineData("audience", "Audience")]
    [InlineData("stopped", "Token endpoint")]
    [InlineData("not a tenant", "Token endpoint")]
    public async Task The_part_at_fault_is_the_one_that_fails_and_the_rest_is_skipped(string what, string part)
    {
        await using var tenant = await Tenant.StartAsync(speed: 20);
        var session = what switch
        {
            "secret" => await tenant.OpenAsync(clientSecret: "wrong"),
            "audience" => await tenant.OpenAsync(audience: "https://nothing.example/"),
            _ => await tenant.OpenAsync(),
        };
        if (what == "stopped")
            await tenant.Sandbox.DisposeAsync();
        if (what == "not a tenant")
            tenant.Sandbox.AddFault(new FaultRule { Path = "/.well-known/*", Times = 10, Action = FaultAction.Status, Status = 404, Body = "<html/>", ContentType = "text/html" });

        var test = await new ConnectionTester(session).TestAsync(ConnectionPurpose.General, CancellationToken.None);

        var failed = Assert.Single(test.Checks, check => check.Outcome == CheckOutcome.Failed);
        Assert.Equal(part, failed.Name);
        Assert.NotNull(failed.Recommendation);
        Assert.Equal(CheckOutcome.Skipped, test.Checks[^1].Outcome);
        Assert.Equal(10, test.Checks.Count);
    }

    [Fact]
    public async Task A_connection_that_does_not_work_is_not_kept()
    {
        await using var tenant = await Tenant.StartAsync();
        var request = new ConnectionRequest { Name = "bad", Domain = tenant.Sandbox.Domain, ClientId = tenant.Sandbox.ClientId, ClientSecret = Tenant.Protect("wrong") };

        var refusal = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.Factory().CreateAsync(request, skipTest: false, CancellationToken.None));

        Assert.Equal(ErrorReason.CredentialsRefused, refusal.Reason);
        Assert.Empty(tenant.Registry.All);
    }

    [Fact]
    public async Task Skipping_the_test_asks_nothing_of_the_tenant()
    {
        await using var tenant = await Tenant.StartAsync();
        var request = new ConnectionRequest { Name = "later", Domain = tenant.Sandbox.Domain, ClientId = tenant.Sandbox.ClientId, ClientSecret = Tenant.Protect("unknown") };

        await tenant.Factory().CreateAsync(request, skipTest: true, CancellationToken.None);

        Assert.Equal("later", Assert.Single(tenant.Registry.All).Name);
        Assert.Empty(tenant.Sandbox.Requests);
    }

    [Theory]
    [InlineData(50, 0, 1, ConnectionPurpose.SecretRotation, true, "0 of 50 requests are left; all are back in 1 second")]
    [InlineData(2, 0, 1, ConnectionPurpose.KeyRotation, true, "0 of 2 requests are left")]
    [InlineData(100, 3, 60, ConnectionPurpose.General, true, "3 of 100 requests are left")]
    [InlineData(5, 0, 86400, ConnectionPurpose.General, false, "only in 5 hours")]
    [InlineData(5, 1, 86400, ConnectionPurpose.SecretRotation, false, "only in 12 hours")]
    [InlineData(5, 1, 86400, ConnectionPurpose.General, true, "1 of 5 requests are left")]
    public async Task A_moment_without_allowance_is_noted_and_only_one_that_lasts_is_a_failure(
        int limit, int left, int reset, ConnectionPurpose purpose, bool succeeds, string words)
    {
        await using var tenant = RestTenant.Scripted(call => call.Target.StartsWith("/.well-known/", StringComparison.Ordinal)
            ? new ScriptedApi.Reply(200, """{"token_endpoint":"x"}""")
            : new ScriptedApi.Reply(200, "[]")
            {
                Headers = FormattableString.Invariant($"x-ratelimit-limit: {limit}\r\nx-ratelimit-remaining: {left}\r\nx-ratelimit-reset: {DateTimeOffset.UtcNow.AddSeconds(reset).ToUnixTimeSeconds()}\r\nDate: {DateTimeOffset.UtcNow:R}\r\n"),
            });

        var test = await new ConnectionTester(tenant.Session).TestAsync(purpose, CancellationToken.None);

        var check = test.Checks[^1];
        Assert.Equal(("Rate limit", succeeds ? CheckOutcome.Passed : CheckOutcome.Failed), (check.Name, check.Outcome));
        Assert.Contains(words, check.Detail, StringComparison.Ordinal);
        Assert.Equal(succeeds && left * 10 >= limit, check.Recommendation is null);
    }
}
