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
            Assert.StartsWith("HTTP/1.1 200 OK\r\n", await raw.ReadUntilAsync("refresh_token\"]}"), StringComparison.Ordinal);
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

    [Fact]
    public async Task Head_works_for_the_management_api_as_well()
    {
        var reply = await shared.Client.SendAsync(HttpMethod.Head, "/api/v2/clients/" + shared.Tenant.ClientId, token: shared.Token);
        Assert.Equal(200, (int)reply.Status);
        Assert.Equal("", reply.Text);
        Assert.True(reply.Message.Content.Headers.ContentLength > 1000);
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
    public async Task Every_answer_of_the_tenant_has_a_request_id_of_its_own()
    {
        var first = await shared.Client.GetAsync("/api/v2/clients/x", shared.Token);
        var second = await shared.Client.FormAsync();
        Assert.Matches("^[0-9a-f]{20}$", first.Header("x-auth0-requestid"));
        Assert.NotEqual(first.Header("x-auth0-requestid"), second.Header("x-auth0-requestid"));
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
