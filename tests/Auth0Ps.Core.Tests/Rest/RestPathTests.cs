using Auth0Ps.Core.Tests.Support;
using static Auth0Ps.Core.Tests.Support.ScriptedApi;

namespace Auth0Ps.Core.Tests.Rest;

public sealed class RestPathTests(RestPathTests.Tenants tenants) : IClassFixture<RestPathTests.Tenants>
{
    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("https://evil.example/clients")]
    [InlineData("HTTP://evil.example")]
    [InlineData("ftp:x")]
    [InlineData("mailto:a@b")]
    [InlineData("//evil.example/clients")]
    [InlineData("///clients")]
    [InlineData("  //evil.example")]
    [InlineData("\\\\evil.example\\share")]
    [InlineData("/\\evil.example")]
    [InlineData("clients\\x")]
    [InlineData("..")]
    [InlineData("../oauth/token")]
    [InlineData("clients/../../oauth/token")]
    [InlineData("clients/./x")]
    [InlineData("clients/%2e%2e/users")]
    [InlineData("clients/.%2E/users")]
    [InlineData("clients/%2E%2E%2Fusers")]
    [InlineData("clients/..%5Cusers")]
    [InlineData("clients/.. /users")]
    [InlineData("clients\r\nX-Evil: 1")]
    [InlineData("clients\t")]
    [InlineData("clients\0")]
    [InlineData("clients/%0d%0aX")]
    [InlineData("clients/%00")]
    [InlineData("clients#fragment")]
    [InlineData("clients?x=1#fragment")]
    [InlineData("clients/")]
    [InlineData("clients//rotate-secret")]
    [InlineData("api/v2//evil")]
    [InlineData("clients/{id}")]
    [InlineData("keys/signing/{kid}/revoke")]
    public async Task A_path_that_could_lead_elsewhere_is_refused_before_any_request(string path)
    {
        var tenant = tenants.Sandbox;

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync("DELETE", path));

        Assert.Equal(ErrorReason.InvalidArgument, failure.Reason);
        Assert.DoesNotContain(failure.Message, char.IsControl);
        Assert.Contains(tenant.Session.Connection.BaseUri!.ToString(), failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(tenant.Tenant.Sandbox.Requests);
    }

    [Theory]
    [InlineData("clients", "/api/v2/clients")]
    [InlineData("/clients", "/api/v2/clients")]
    [InlineData(" clients ", "/api/v2/clients")]
    [InlineData("api/v2/clients", "/api/v2/clients")]
    [InlineData("/api/v2/clients/abc", "/api/v2/clients/abc")]
    [InlineData("clients/abc?fields=name&include_fields=true", "/api/v2/clients/abc?fields=name&include_fields=true")]
    [InlineData("users/auth0|5f7c", "/api/v2/users/auth0%7C5f7c")]
    [InlineData("users/auth0%7C5f7c", "/api/v2/users/auth0%7C5f7c")]
    [InlineData("resource-servers/https%3A%2F%2Fapi.example.com%2F", "/api/v2/resource-servers/https%3A%2F%2Fapi.example.com%2F")]
    [InlineData("organizations/name/münchen werk", "/api/v2/organizations/name/m%C3%BCnchen%20werk")]
    [InlineData("users/a%23b", "/api/v2/users/a%23b")]
    [InlineData("/jobs:batch", "/api/v2/jobs:batch")]
    [InlineData("users?q=name:\"a+b\"&empty=&bare", "/api/v2/users?q=name%3A%22a%20b%22&empty=&bare")]
    public async Task A_path_arrives_below_the_base_address(string path, string target)
    {
        var tenant = tenants.Scripted;

        await tenant.SendAsync("GET", path);

        Assert.Equal(target, tenant.Calls[^1].Target);
        Assert.StartsWith("Bearer ", tenant.Calls[^1].Headers["Authorization"], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_another_API_paths_are_taken_as_they_are()
    {
        await using var tenant = RestTenant.Scripted(_ => new Reply(200, "{}"), Auth0ApiType.Custom);

        await tenant.SendAsync("GET", "api/v2/orders/");
        await tenant.SendAsync("GET", "/");

        Assert.Equal(["/api/v2/orders/", "/"], tenant.Calls.Select(call => call.Target));
    }

    [Fact]
    public async Task Another_API_is_called_at_its_own_address_alone()
    {
        await using var api = new ScriptedApi(_ => new Reply(200, "[1,2]"));
        await using var tenant = RestTenant.Scripted(_ => new Reply(500), Auth0ApiType.Custom, new Uri(api.Address, "orders/v1/"));

        Assert.Equal([1L, 2L], await tenant.SendAsync("GET", "/open?page=1"));
        await tenant.SendAsync("POST", "open", "{}");

        Assert.Equal(["/orders/v1/open?page=1", "/orders/v1/open"], api.Calls.Select(call => call.Target));
        Assert.Equal(1, tenant.TokenRequests);
        Assert.Empty(tenant.Calls);
    }

    [Theory]
    [InlineData("GET", 302, Auth0ApiType.Management)]
    [InlineData("GET", 307, Auth0ApiType.MyAccount)]
    [InlineData("POST", 307, Auth0ApiType.Custom)]
    [InlineData("POST", 308, Auth0ApiType.Management)]
    public async Task No_redirect_is_followed(string method, int status, Auth0ApiType apiType)
    {
        await using var elsewhere = new ScriptedApi(_ => new Reply(200, "{}"));
        await using var tenant = RestTenant.Scripted(_ => new Reply(status, "", new Uri(elsewhere.Address, "api/v2/things")), apiType);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync(method, "things"));

        Assert.Equal(ErrorReason.UnexpectedResponse, failure.Reason);
        Assert.Single(tenant.Calls);
        Assert.Empty(elsewhere.Calls);
        Assert.Equal(0, elsewhere.TokenRequests);
    }

    [Fact]
    public async Task Query_values_are_written_the_way_the_API_takes_them()
    {
        var tenant = tenants.Scripted;

        await tenant.SendAsync("GET", "clients?page=0", query: new()
        {
            ["include_fields"] = true,
            ["is_global"] = false,
            ["per_page"] = 5,
            ["ratio"] = 0.5,
            ["fields"] = new[] { "client_id", "name" },
            ["identifiers"] = new object[] { "https://a/", "b&c" },
            ["since"] = new DateTimeOffset(2024, 2, 3, 4, 5, 6, 7, TimeSpan.FromHours(2)),
            ["left_out"] = null,
            ["q"] = "name:\"ä b\"",
        });

        Assert.Equal(
            "/api/v2/clients?page=0&include_fields=true&is_global=false&per_page=5&ratio=0.5&fields=client_id%2Cname"
            + "&identifiers=https%3A%2F%2Fa%2F&identifiers=b%26c&since=2024-02-03T02%3A05%3A06.007Z&q=name%3A%22%C3%A4%20b%22",
            tenant.Calls[^1].Target);
    }

    [Fact]
    public async Task What_a_query_cannot_carry_is_refused_without_showing_it()
    {
        await using var tenant = await RestTenant.OfSandboxAsync();
        object[] values = [Tenant.Protect("hush-hush"), new Dictionary<string, string> { ["a"] = "hush-hush" }, new InvalidOperationException("hush-hush")];

        foreach (var value in values)
        {
            var failure = await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync("GET", "clients", query: new() { ["x"] = value }));
            Assert.Equal(ErrorReason.InvalidArgument, failure.Reason);
            Assert.DoesNotContain("hush", failure.ToString(), StringComparison.Ordinal);
        }

        Assert.Empty(tenant.Tenant.Sandbox.Requests);
    }

    [Theory]
    [InlineData("TRACE", "clients")]
    [InlineData("", "clients")]
    [InlineData("GET\r\n", "clients")]
    public async Task Only_known_methods_are_sent(string method, string path)
    {
        var tenant = tenants.Sandbox;

        Assert.Equal(ErrorReason.InvalidArgument, (await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync(method, path))).Reason);
        Assert.Empty(tenant.Tenant.Sandbox.Requests);
    }

    [Fact]
    public async Task An_address_too_long_for_any_server_is_refused()
    {
        var tenant = tenants.Sandbox;

        Task Send(string path, string value) => tenant.SendAsync("GET", path, query: new() { ["q"] = value });

        Assert.Equal(ErrorReason.InvalidArgument, (await Assert.ThrowsAsync<Auth0Exception>(() => Send(new string('a', 9000), "x"))).Reason);
        Assert.Equal(ErrorReason.InvalidArgument, (await Assert.ThrowsAsync<Auth0Exception>(() => Send("clients", new string('a', 70_000)))).Reason);
        Assert.Empty(tenant.Tenant.Sandbox.Requests);
    }

    [Fact]
    public async Task A_request_to_read_carries_no_body()
    {
        var tenant = tenants.Sandbox;

        foreach (var method in new[] { "GET", "HEAD" })
            Assert.Equal(ErrorReason.InvalidArgument, (await Assert.ThrowsAsync<Auth0Exception>(() => tenant.SendAsync(method, "clients", "{}"))).Reason);
        Assert.Empty(tenant.Tenant.Sandbox.Requests);
    }

    /// <summary>The sandbox, at which nothing of what is refused arrives, and an API that shows what does.</summary>
    public sealed class Tenants : IAsyncLifetime
    {
        internal RestTenant Sandbox { get; private set; } = null!;

        internal RestTenant Scripted { get; private set; } = null!;

        public async Task InitializeAsync()
        {
            Sandbox = await RestTenant.OfSandboxAsync();
            Scripted = RestTenant.Scripted(_ => new Reply(200, "{}"));
        }

        public async Task DisposeAsync()
        {
            await Sandbox.DisposeAsync();
            await Scripted.DisposeAsync();
        }
    }
}
