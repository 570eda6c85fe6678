using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>A server of whatever protocol a test speaks, one call for each connection: proxies, TLS, what is neither.</summary>
internal sealed class ScriptedServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<string> _heads = [];
    private readonly Task _serving;

    public ScriptedServer(Func<ScriptedServer, NetworkStream, Task> serve)
    {
        _listener.Start();
        _serving = ServeAsync(serve);
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>What the connections began with, as far as it was read with <see cref="ReadHeadAsync"/>.</summary>
    public IReadOnlyList<string> Heads
    {
        get
        {
            lock (_heads)
                return [.. _heads];
        }
    }

    /// <summary>A proxy that answers each CONNECT with the same head, such as <c>403 Forbidden</c>.</summary>
    public static ScriptedServer Proxy(string answer) => new(async (server, stream) =>
    {
        while (await server.ReadHeadAsync(stream) is not null)
            await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {answer}\r\nContent-Length: 0\r\n\r\n"));
    });

    /// <summary>A proxy that leads every connection to one port of this machine.</summary>
    public static ScriptedServer ProxyTo(int port) => new(async (server, stream) =>
    {
        await server.ReadHeadAsync(stream);
        using var target = new TcpClient();
        await target.ConnectAsync(IPAddress.Loopback, port);
        await stream.WriteAsync("HTTP/1.1 200 Connection established\r\n\r\n"u8.ToArray());
        var behind = target.GetStream();
        await Task.WhenAny(stream.CopyToAsync(behind), behind.CopyToAsync(stream));
    });

    /// <summary>Reads a request's head and keeps it; null when the connection ended.</summary>
    public async Task<string?> ReadHeadAsync(Stream stream)
    {
        var head = new StringBuilder();
        var one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one) == 0)
                return null;
            head.Append((char)one[0]);
        }

        lock (_heads)
            _heads.Add(head.ToString());
        return head.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync(Func<ScriptedServer, NetworkStream, Task> serve)
    {
        try
        {
            while (true)
                _ = OneAsync(await _listener.AcceptTcpClientAsync(), serve);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Stopped.
        }
    }

    private async Task OneAsync(TcpClient client, Func<ScriptedServer, NetworkStream, Task> serve)
    {
        using (client)
        {
            try
            {
                await serve(this, client.GetStream());
            }
            catch (Exception exception) when (exception is IOException or System.Security.Authentication.AuthenticationException)
            {
                // The client went away, or did not like what it saw: that is what the test is about.
                return;
            }
        }
    }
}
