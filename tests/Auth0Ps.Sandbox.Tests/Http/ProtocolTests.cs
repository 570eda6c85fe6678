using System.Text;
using Auth0Ps.Sandbox.Tests.Support;

namespace Auth0Ps.Sandbox.Tests.Http;

public sealed class ProtocolTests(SharedTenant shared) : IClassFixture<SharedTenant>
{
    private const string Get = "GET /.well-known/openid-configuration HTTP/1.1\r\n";

    [Fact]
    public async Task A_connection_serves_one_request_after_the_other()
    {
        using var raw = await OpenAsync();
        for (var request = 0; request < 5; request++)
        {
            await raw.SendAsync(Get + "Host: whatever.example:1\r\n\r\n");
            Assert.StartsWith("HTTP/1.1 200 OK\r\n", await raw.ReadUntilAsync("backchannel_logout_session_supported\":true}"), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Requests_sent_in_one_go_are_answered_in_order()
    {
        using var raw = await OpenAsync();
        await raw.SendAsync("GET /one HTTP/1.1\r\nHost: x\r\n\r\n\r\n" + Get + "Host: x\r\nConnection: close\r\n\r\n");
        var text = await raw.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 404 Not Found\r\n", text, StringComparison.Ordinal);
        Assert.Contains("HTTP/1.1 200 OK\r\n", text, StringComparison.Ordinal);
        Assert.Contains("Connection: close\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_may_arrive_byte_by_byte()
    {
        using var raw = await OpenAsync();
        foreach (var character in "POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Type: application/json\r\n\r\n{}")
            await raw.SendAsync(character.ToString());
        Assert.Contains("Missing required parameter: grant_type", await raw.ReadUntilAsync("}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Chunked_bodies_are_read()
    {
        using var raw = await OpenAsync();
        await raw.SendAsync("POST /oauth/token HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\nContent-Type: application/json\r\n\r\n"
            + "8;ext=1\r\n{\"grant_\r\n12\r\ntype\":\"telepathy\"}\r\n0\r\nTrailer: x\r\n\r\n");
        Assert.Contains("unsupported_grant_type", await raw.ReadUntilAsync("}"), StringComparison.Ordinal);
        await raw.SendAsync("GET /after HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.Contains("404", await raw.ReadUntilAsync("}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_asks_first_is_told_to_continue()
    {
        using var raw = await OpenAsync();
        await raw.SendAsync("POST /oauth/token HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nContent-Type: application/json\r\nExpect: 100-continue\r\n\r\n");
        Assert.Equal("HTTP/1.1 100 Continue\r\n\r\n", await raw.ReadUntilAsync("\r\n\r\n"));
        await raw.SendAsync("{}");
        Assert.StartsWith("HTTP/1.1 400 Bad Request\r\n", await raw.ReadUntilAsync("}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Head_has_the_headers_of_get_and_no_body()
    {
        using var raw = await OpenAsync();
        await raw.SendAsync("HEAD /.well-known/jwks.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        var text = await raw.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length: 0", text, StringComparison.Ordinal);
        Assert.EndsWith("\r\n\r\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_old_client_gets_an_answer_and_the_end_of_the_connection()
    {
        using var raw = await OpenAsync();
        await raw.SendAsync("GET /nothing HTTP/1.0\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 404 Not Found\r\n", await raw.ReadToEndAsync(), StringComparison.Ordinal);
    }

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

    [Fact]
    public async Task A_proxy_may_send_the_whole_address()
    {
        using var raw = await OpenAsync();
        await raw.SendAsync("GET http://elsewhere.example/.well-known/jwks.json?x=1 HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", await raw.ReadUntilAsync("]}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Five_hundred_connections_at_once_are_served()
    {
        var connections = await Task.WhenAll(Enumerable.Range(0, 500).Select(_ => OpenAsync()));
        await Task.WhenAll(connections.Select(raw => raw.SendAsync("GET /nothing HTTP/1.1\r\nHost: x\r\n\r\n")));
        var texts = await Task.WhenAll(connections.Select(raw => raw.ReadUntilAsync("}")));
        Assert.All(texts, text => Assert.StartsWith("HTTP/1.1 404 ", text, StringComparison.Ordinal));
        foreach (var raw in connections)
            raw.Dispose();
    }

    [Fact]
    public async Task Answers_carry_date_and_type_and_no_content_has_no_length()
    {
        var (id, _) = await shared.CreateAsync();
        var read = await shared.Client.GetAsync("/api/v2/clients/" + id, shared.Token);
        Assert.True(Math.Abs((read.Message.Headers.Date!.Value - DateTimeOffset.UtcNow).TotalSeconds) < 60);
        Assert.Equal("no-cache", read.Header("Cache-Control"));
        using var raw = await OpenAsync();
        await raw.SendAsync($"DELETE /api/v2/clients/{id} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {shared.Token}\r\nConnection: close\r\n\r\n");
        var text = await raw.ReadToEndAsync();
        Assert.StartsWith("HTTP/1.1 204 No Content\r\n", text, StringComparison.Ordinal);
        Assert.DoesNotContain("Content-Length", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_this_machine_is_served()
    {
        var addresses = System.Net.NetworkInformation.IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpListeners()
            .Where(endpoint => endpoint.Port == new Uri(shared.Tenant.Domain).Port);
        Assert.All(addresses, endpoint => Assert.Equal(System.Net.IPAddress.Loopback, endpoint.Address));
        await Task.CompletedTask;
    }

    private Task<RawConnection> OpenAsync() => RawConnection.OpenAsync(shared.Tenant.Domain);
}
