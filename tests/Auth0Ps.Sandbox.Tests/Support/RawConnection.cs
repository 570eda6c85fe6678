using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>A bare TCP connection: sends exactly these bytes and shows exactly what comes back.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private RawConnection()
    {
    }

    public static async Task<RawConnection> OpenAsync(string domain)
    {
        var connection = new RawConnection();
        await connection._socket.ConnectAsync(IPAddress.Loopback, new Uri(domain).Port);
        return connection;
    }

    public async Task SendAsync(string text) => await _socket.SendAsync(Encoding.Latin1.GetBytes(text));

    public void EndSending() => _socket.Shutdown(SocketShutdown.Send);

    /// <summary>Reads until the text is there; fails when the server ends before.</summary>
    public async Task<string> ReadUntilAsync(string text)
    {
        var read = new StringBuilder();
        while (!read.ToString().Contains(text, StringComparison.Ordinal))
        {
            var more = await ReceiveAsync();
            Assert.True(more.Length > 0, $"The connection ended after: {read}");
            read.Append(more);
        }

        return read.ToString();
    }

    /// <summary>Reads until the server ends the connection in order.</summary>
    public async Task<string> ReadToEndAsync()
    {
        var read = new StringBuilder();
        while (await ReceiveAsync() is { Length: > 0 } more)
            read.Append(more);
        return read.ToString();
    }

    /// <summary>The error that reading ends with, and what was read before it.</summary>
    public async Task<(SocketError? Error, string Read)> ReadToFailureAsync()
    {
        var read = new StringBuilder();
        try
        {
            while (await ReceiveAsync() is { Length: > 0 } more)
                read.Append(more);
            return (null, read.ToString());
        }
        catch (SocketException failure)
        {
            return (failure.SocketErrorCode, read.ToString());
        }
    }

    public void Dispose() => _socket.Dispose();

    private async Task<string> ReceiveAsync()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        var buffer = new byte[4096];
        var count = await _socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, patience.Token);
        return Encoding.Latin1.GetString(buffer, 0, count);
    }
}
