using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Auth0Ps.OAuth;

/// <summary>Waits on this machine's own address for the browser to come back (RFC 8252 section 7.3).</summary>
/// <remarks>
/// On sockets, because <see cref="HttpListener"/> outside Windows, when it is closed, writes an empty answer of status 200 to connections
/// that a browser keeps in reserve. The browser takes it for the answer to its next request there, which is the next login's callback.
/// </remarks>
internal sealed class LoopbackListener : IDisposable
{
    private readonly CancellationTokenSource _end = new();
    private readonly Channel<Callback> _callbacks = Channel.CreateUnbounded<Callback>();
    private readonly TcpListener _listener;

    /// <summary>Begins to listen.</summary>
    /// <param name="redirectUri">The address, with port.</param>
    /// <param name="connection">The connection's name, for messages.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.LoginFailed"/>: the port is taken.</exception>
    public LoopbackListener(Uri redirectUri, string connection)
    {
        _listener = new TcpListener(IPAddress.Loopback, redirectUri.Port);
        try
        {
            // Elsewhere nobody can share a port that is listened on; and there the option would block it for a minute after each login.
            if (OperatingSystem.IsWindows())
                _listener.ExclusiveAddressUse = true;
            _listener.Start();
        }
        catch (SocketException exception)
        {
            _listener.Dispose();
            _end.Dispose();
            throw new Auth0Exception(
                ErrorReason.LoginFailed,
                $"Port {redirectUri.Port} on this machine, where the browser comes back to, is taken: {exception.Message}",
                $"End the other program or the other login, or choose another port with -RedirectPort and add its address ({redirectUri.AbsoluteUri.Replace(redirectUri.Authority, "127.0.0.1:PORT", StringComparison.Ordinal)}) to the application's Allowed Callback URLs.",
                exception)
            { Target = connection };
        }

        _ = AcceptAsync(redirectUri.Authority, _end.Token);
    }

    /// <summary>Waits for the next request of any browser.</summary>
    public Task<Callback> NextAsync(CancellationToken cancellationToken) => _callbacks.Reader.ReadAsync(cancellationToken).AsTask();

    /// <summary>Stops listening and closes all connections, those that have asked nothing included.</summary>
    public void Dispose()
    {
        _end.Cancel();
        _listener.Dispose();
        _callbacks.Writer.TryComplete();
        while (_callbacks.Reader.TryRead(out var unanswered))
            unanswered.Dispose();
        _end.Dispose();
    }

    private async Task AcceptAsync(string authority, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptSocketAsync(cancellationToken), authority, cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The login has ended.
        }
    }

    /// <summary>A browser may open connections in reserve; each waits by itself for what it asks.</summary>
    private async Task ServeAsync(Socket socket, string authority, CancellationToken cancellationToken)
    {
        Callback? callback = null;
        try
        {
            callback = await Callback.ReadAsync(socket, authority, cancellationToken);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The login has ended, or the browser has gone.
        }

        if (callback is null)
            socket.Dispose();
        else if (!_callbacks.Writer.TryWrite(callback))
            callback.Dispose();
    }
}
