using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Auth0Ps.Sandbox.Http;

/// <summary>
/// A small HTTP/1.1 server on 127.0.0.1, with TLS where a certificate is given. Written on sockets because ASP.NET is absent inside PowerShell,
/// and HttpListener can neither reset a connection nor answer a Host it was not told of.
/// </summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(2);
    private readonly Socket _listener;
    private readonly SslStreamCertificateContext? _certificate;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stopping = new();
    private readonly ConcurrentDictionary<HttpConnection, Task> _connections = new();
    private Task _accepting = Task.CompletedTask;
    private int _stopped;

    private HttpServer(Socket listener, SslStreamCertificateContext? certificate, TimeProvider time)
    {
        _listener = listener;
        _certificate = certificate;
        _time = time;
        Port = ((IPEndPoint)listener.LocalEndPoint!).Port;
    }

    /// <summary>The port listened on, also when the system chose it.</summary>
    public int Port { get; }

    /// <summary>Fires when the server begins to stop.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Takes the port without accepting yet: clients may connect and wait. Call <see cref="Start"/> next.</summary>
    /// <exception cref="SandboxException">The port is in use or not allowed.</exception>
    public static HttpServer Listen(int port, SslStreamCertificateContext? certificate, TimeProvider time)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
            listener.Listen(512);
            return new HttpServer(listener, certificate, time);
        }
        catch (SocketException refused)
        {
            listener.Dispose();
            throw new SandboxException(
                refused.SocketErrorCode switch
                {
                    SocketError.AddressAlreadyInUse => $"Port {port} on 127.0.0.1 is already in use. Stop the program that uses it, or choose another port (0 lets the system choose).",
                    SocketError.AccessDenied => $"The system does not let this user listen on port {port}. Choose a port of 1024 or above (0 lets the system choose).",
                    _ => $"Cannot listen on port {port} of 127.0.0.1: {refused.Message}",
                },
                refused);
        }
    }

    /// <summary>Begins to serve. Work runs on pool threads, which are background threads, in a neutral execution context.</summary>
    public void Start(IHttpApplication application)
    {
        // The caller's AsyncLocals (a PowerShell runspace keeps several) must not live on in the server.
        using (ExecutionContext.SuppressFlow())
            _accepting = Task.Run(() => AcceptAsync(application));
    }

    /// <summary>Stops listening, lets requests under way finish for up to two seconds, then closes every connection.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _stopped, 1) != 0)
            return;
        _listener.Dispose();
        await _stopping.CancelAsync();
        await _accepting;
        var unfinished = Task.WhenAll(_connections.Values);
        await Task.WhenAny(unfinished, Task.Delay(Grace));
        foreach (var connection in _connections.Keys)
            connection.Abort();
        // Whatever went wrong on a connection concerned only that connection.
        await unfinished.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stopping.Dispose();
    }

    private async Task AcceptAsync(IHttpApplication application)
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                var socket = await _listener.AcceptAsync(_stopping.Token);
                socket.NoDelay = true;
                Serve(new HttpConnection(socket, _certificate, application, _time, _stopping.Token));
            }
            catch (Exception stopped) when (stopped is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // Out of file handles, or a client that left before it was accepted: continue, but not in a busy loop.
                await Task.Delay(TimeSpan.FromMilliseconds(20));
            }
        }
    }

    private void Serve(HttpConnection connection)
    {
        var task = Task.Run(connection.RunAsync);
        _connections[connection] = task;
        _ = task.ContinueWith(
            _ =>
            {
                _connections.TryRemove(connection, out var _);
                connection.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
    }
}
