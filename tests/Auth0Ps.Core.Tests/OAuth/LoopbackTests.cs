using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Auth0Ps.Core.Tests.OAuth;

/// <summary>What else comes to the port that a login waits on.</summary>
public sealed class LoopbackTests : IAsyncLifetime
{
    private LoginTenant _tenant = null!;

    public async Task InitializeAsync() => _tenant = await LoginTenant.StartAsync();

    [Fact]
    public async Task A_connection_that_a_browser_keeps_in_reserve_is_closed_unanswered()
    {
        using var reserve = new TcpClient();
        _tenant.Person.OnTheWayBack = async back =>
        {
            await reserve.ConnectAsync(IPAddress.Loopback, _tenant.Port);
            return back;
        };

        await _tenant.CreateAsync(_tenant.Native);

        Assert.Equal("", await ReadAsync(reserve));
    }

    [Theory]
    [InlineData("GET /callback?code=x HTTP/1.1\r\nHost: evil.example\r\n\r\n", "HTTP/1.1 404 Not Found")]
    [InlineData("GET /callback?code=x HTTP/1.1\r\n\r\n", "HTTP/1.1 404 Not Found")]
    [InlineData("POST /callback?code=x HTTP/1.1\r\nHost: {host}\r\nContent-Length: 0\r\n\r\n", "HTTP/1.1 404 Not Found")]
    [InlineData("GET /callback?code=x HTTP/1.1\r\nHost: {host}\r\n\r\n", "HTTP/1.1 400 Bad Request")]
    [InlineData("GET http://{host}/callback HTTP/1.1\r\nHost: {host}\r\n\r\n", "")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "")]
    [InlineData("\u0016\u0003\u0001\r\n\r\n", "")]
    [InlineData("{long}", "")]
    public async Task What_is_no_callback_is_turned_away_and_the_wait_goes_on(string request, string expected)
    {
        var answer = "not asked";
        _tenant.Person.OnTheWayBack = async back =>
        {
            using var stranger = new TcpClient();
            await stranger.ConnectAsync(IPAddress.Loopback, _tenant.Port);
            var text = request.Replace("{host}", back.Authority, StringComparison.Ordinal).Replace("{long}", "GET /" + new string('x', 40_000), StringComparison.Ordinal);
            await stranger.GetStream().WriteAsync(Encoding.Latin1.GetBytes(text));
            answer = await ReadAsync(stranger);
            return back;
        };

        Assert.NotNull(await _tenant.CreateAsync(_tenant.Native));

        Assert.Equal(expected, answer.Split("\r\n")[0]);
        Assert.DoesNotContain(answer.Split("\r\n"), line => line.StartsWith("Server:", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task A_callback_that_comes_in_pieces_is_put_together()
    {
        _tenant.Person.OnTheWayBack = async back =>
        {
            using var slow = new TcpClient { NoDelay = true };
            await slow.ConnectAsync(IPAddress.Loopback, _tenant.Port);
            foreach (var piece in Encoding.Latin1.GetBytes($"GET {back.PathAndQuery} HTTP/1.1\r\nHost: {back.Authority}\r\n\r\n").Chunk(7))
            {
                await slow.GetStream().WriteAsync(piece);
                await Task.Yield();
            }

            Assert.StartsWith("HTTP/1.1 200 OK", await ReadAsync(slow), StringComparison.Ordinal);

            // The login is over by now; somewhere else answers.
            return new Uri(_tenant.Sandbox.Domain + "/.well-known/openid-configuration");
        };

        Assert.NotNull(await _tenant.CreateAsync(_tenant.Native));
        await _tenant.Person.DoneAsync();
    }

    public async Task DisposeAsync() => await _tenant.DisposeAsync();

    /// <summary>All that comes until the connection is closed; a close in the middle of what was sent is a reset.</summary>
    private static async Task<string> ReadAsync(TcpClient client)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        try
        {
            return await reader.ReadToEndAsync(limit.Token);
        }
        catch (IOException)
        {
            return "";
        }
    }
}
