using System.Net;
using System.Text;
using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Diagnostics;
using Auth0Ps.Http;
using Auth0Ps.Security;

namespace Auth0Ps.Core.Tests.Http;

public sealed class ProxyTests
{
    private const string Password = "p%40ss-that-must-not-show";

    [Theory]
    [InlineData("http://127.0.0.1:5000/")]
    [InlineData("http://127.8.9.10/")]
    [InlineData("http://[::1]:5000/")]
    [InlineData("http://[::ffff:127.0.0.2]:5000/")]
    [InlineData("http://localhost:5000/oauth/token")]
    [InlineData("http://LOCALHOST./")]
    [InlineData("https://tenant.localhost/")]
    public void This_machine_is_never_reached_through_a_proxy(string address)
    {
        var proxy = new TenantProxy(new WebProxy("http://proxy.example:8080"));

        Assert.True(proxy.IsBypassed(new Uri(address)));
        Assert.Null(proxy.GetProxy(new Uri(address)));
    }

    [Theory]
    [InlineData("https://example.eu.auth0.com/")]
    [InlineData("https://localhost.example/")]
    [InlineData("https://127.0.0.1.example/")]
    public void Others_are_and_the_password_is_no_part_of_the_address(string address)
    {
        var proxy = new TenantProxy(new WebProxy($"http://me:{Password}@proxy.example:8080"));

        var through = proxy.GetProxy(new Uri(address))!;

        Assert.Equal("http://proxy.example:8080/", through.AbsoluteUri);
        Assert.Equal(("me", "p@ss-that-must-not-show"), (proxy.GetCredential(through, "Basic")!.UserName, proxy.GetCredential(through, "Basic")!.Password));
    }

    [Theory]
    [InlineData("407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=\"x\"", "user name and password", 2)]
    [InlineData("403 Forbidden", "does not let connections to 'tenant.example'", 1)]
    [InlineData("404 Not Found", "does not let connections to 'tenant.example'", 1)]
    [InlineData("502 Bad Gateway", "could not connect to 'tenant.example'", 3)]
    [InlineData("503 Service Unavailable", "could not connect to 'tenant.example'", 3)]
    public async Task A_proxy_that_refuses_is_named_and_nothing_was_sent(string answer, string words, int connects)
    {
        await using var server = ScriptedServer.Proxy(answer);

        var failure = await FailAsync($"http://me:{Password}@127.0.0.1:{server.Port}");

        Assert.Contains($"'127.0.0.1:{server.Port}'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
        Assert.Equal(connects, server.Heads.Count);
        Assert.All(server.Heads, head => Assert.StartsWith("CONNECT tenant.example:443 ", head, StringComparison.Ordinal));
        if (connects == 2)
            Assert.Contains(Convert.ToBase64String(Encoding.UTF8.GetBytes("me:p@ss-that-must-not-show")), server.Heads[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://proxy.invalid:8080", "was not found")]
    [InlineData("http://127.0.0.1:{closed}", "does not accept connections")]
    [InlineData("socks5://127.0.0.1:{closed}", "does not accept connections")]
    [InlineData("http://127.0.0.1:{dropping}", "broke the connection off")]
    [InlineData("socks5://127.0.0.1:{refusing}", "did not connect to 'tenant.example'")]
    public async Task A_proxy_that_is_not_there_is_told_as_the_proxys_fault(string address, string words)
    {
        await using var dropping = new ScriptedServer((server, stream) => server.ReadHeadAsync(stream));
        await using var refusing = new ScriptedServer(async (served, stream) =>
        {
            var buffer = new byte[300];
            _ = await stream.ReadAtLeastAsync(buffer, 3);
            await stream.WriteAsync(new byte[] { 5, 0 });
            _ = await stream.ReadAtLeastAsync(buffer, 10);
            await stream.WriteAsync(new byte[] { 5, 4, 0, 1, 0, 0, 0, 0, 0, 0 });
        });

        var failure = await FailAsync(address
            .Replace("{closed}", $"{FreePort.Find()}", StringComparison.Ordinal)
            .Replace("{dropping}", $"{dropping.Port}", StringComparison.Ordinal)
            .Replace("{refusing}", $"{refusing.Port}", StringComparison.Ordinal));

        Assert.Contains(words, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_a_proxy_kept_here_counts_as_not_made()
    {
        await using var server = ScriptedServer.Proxy("503 Service Unavailable");
        using var http = new TenantHttp(new SkippingTime(), new WebProxy($"http://127.0.0.1:{server.Port}"));
        var session = await OpenAsync(http);

        var change = await ManagementChange.SendAsync(
            session,
            new ChangeCall(HttpMethod.Patch, "clients/x", () => SecretJson.ObjectWith("client_secret", Tenant.Protect("new"))),
            "x",
            _ => ChangeAnswer<bool>.Is(true),
            CancellationToken.None);

        Assert.Equal((ResponseOutcome.Refused, ErrorReason.ProxyFailed), (change.Outcome, change.Failure!.Reason));
    }

    [Fact]
    public async Task A_test_of_a_connection_goes_the_way_of_its_requests()
    {
        // No name server knows the tenant; the proxy leads to something that answers in its place.
        await using var target = TlsTests.Server(TlsTests.Certificate("tenant.example", -1, 1));
        await using var server = ScriptedServer.ProxyTo(target.Port);
        using var http = new TenantHttp(new SkippingTime(), new WebProxy($"http://127.0.0.1:{server.Port}"));

        var test = await new ConnectionTester(await OpenAsync(http)).TestAsync(ConnectionPurpose.General, CancellationToken.None);

        var name = test.Checks.Single(check => check.Name == "Name resolves");
        Assert.Equal(CheckOutcome.Skipped, name.Outcome);
        Assert.Contains($"proxy '127.0.0.1:{server.Port}'", name.Detail, StringComparison.Ordinal);
        Assert.Equal("TLS", Assert.Single(test.Checks, check => check.Outcome == CheckOutcome.Failed).Name);
    }

    [Theory]
    [InlineData("403 Forbidden")]
    [InlineData("503 Service Unavailable")]
    public async Task A_test_says_that_the_proxy_refuses(string answer)
    {
        await using var server = ScriptedServer.Proxy(answer);
        using var http = new TenantHttp(new SkippingTime(), new WebProxy($"http://127.0.0.1:{server.Port}"));

        var test = await new ConnectionTester(await OpenAsync(http)).TestAsync(ConnectionPurpose.General, CancellationToken.None);

        var failed = Assert.Single(test.Checks, check => check.Outcome == CheckOutcome.Failed);
        Assert.StartsWith($"The proxy '127.0.0.1:{server.Port}'", failed.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain(test.Checks, check => check.Outcome == CheckOutcome.Passed);
    }

    private static async Task<Auth0Exception> FailAsync(string proxy)
    {
        using var http = new TenantHttp(new SkippingTime(), new WebProxy(proxy));
        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => http.SendAsync(
            new TenantRequest
            {
                Method = HttpMethod.Patch,
                Uri = new Uri("https://tenant.example/api/v2/clients/x"),
                Body = () => SecretJson.ObjectWith("client_secret", Tenant.Protect(Refusal.Planted)),
            },
            observer: null,
            CancellationToken.None));

        Refusal.AssertClear(failure, ErrorReason.ProxyFailed);
        Assert.True(failure.NothingSent);
        Assert.DoesNotContain("must-not-show", failure.ToString(), StringComparison.Ordinal);
        return failure;
    }

    private static async Task<TenantSession> OpenAsync(TenantHttp http)
    {
        var secret = Tenant.Protect(Refusal.Planted);
        var state = TestState.New(http: http);
        var connection = new ConnectionRequest { Name = "behind", Domain = "tenant.example", ClientId = "any", ClientSecret = secret }.Build(DateTimeOffset.UtcNow);
        return new TenantSession(await state.Connections.AddAsync(connection, ConnectionSecret.OfClient(secret), CancellationToken.None), state);
    }
}
