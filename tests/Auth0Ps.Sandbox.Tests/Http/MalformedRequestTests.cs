using System.Text;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Http;

public sealed class MalformedRequestTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    private const string Get = "GET /.well-known/openid-configuration HTTP/1.1\r\n";

    [Theory]
    [InlineData("rubbish\r\n\r\n", 400)]
    [InlineData("GET  / HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET relative HTTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET / FTP/1.1\r\nHost: x\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nBroken\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nSpace : y\r\n\r\n", 400)]
    [InlineData("GET / HTTP/1.1\r\nHost: x\r\nA: b\r\n folded\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: gzip\r\n\r\n", 501)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nabc\r\n", 400)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFF\r\n", 413)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nExpect: a-miracle\r\nContent-Length: 1\r\n\r\n", 417)]
    [InlineData("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1048577\r\n\r\n", 413)]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505)]
    public async Task What_cannot_be_understood_is_refused_and_the_connection_closed(string request, int status)
    {
        using var raw = await OpenAsync();
        await raw.SendAsync(request);
        var text = await raw.ReadToEndAsync();
        Assert.StartsWith($"HTTP/1.1 {status} ", text, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_too_large_is_refused_even_while_it_is_being_sent()
    {
        foreach (var (request, status) in new[]
        {
            ("GET /" + new string('a', 20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n", 414),
            (Get + "Host: x\r\nBig: " + new string('a', 70_000) + "\r\n\r\n", 431),
            (Get + "Host: x\r\n" + string.Concat(Enumerable.Range(0, 250).Select(number => $"H{number}: x\r\n")) + "\r\n", 431),
        })
        {
            using var raw = await OpenAsync();
            await raw.SendAsync(request);
            Assert.StartsWith($"HTTP/1.1 {status} ", await raw.ReadToEndAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_body_of_just_the_limit_is_taken()
    {
        using var content = new StringContent("{\"x\":\"" + new string('a', (1024 * 1024) - 8) + "\"}", Encoding.UTF8, "application/json");
        var reply = await shared.Client.SendAsync(HttpMethod.Post, "/oauth/token", content);
        reply.IsOAuthError(400, "invalid_request", "Missing required parameter: grant_type");
    }

    [Fact]
    public async Task A_request_that_ends_too_early_is_refused()
    {
        using var raw = await OpenAsync();
        await raw.SendAsync("POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{}");
        raw.EndSending();
        Assert.StartsWith("HTTP/1.1 400 ", await raw.ReadToEndAsync(), StringComparison.Ordinal);
    }

    private Task<RawConnection> OpenAsync() => RawConnection.OpenAsync(shared.Tenant.Domain);
}
