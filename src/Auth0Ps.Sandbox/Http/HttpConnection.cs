using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;

namespace Auth0Ps.Sandbox.Http;

/// <summary>One client connection: requests in turn, each answered before the next is read.</summary>
internal sealed class HttpConnection : IDisposable
{
    private static readonly TimeSpan DrainTime = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan HandshakeTime = TimeSpan.FromSeconds(30);
    private readonly Socket _socket;
    private readonly Stream _stream;
    private readonly SslStreamCertificateContext? _certificate;
    private readonly SocketInput _input;
    private readonly IHttpApplication _application;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stopping;
    private readonly CancellationTokenSource _aborted = new();

    public HttpConnection(Socket socket, SslStreamCertificateContext? certificate, IHttpApplication application, TimeProvider time, CancellationToken stopping)
    {
        _socket = socket;
        _certificate = certificate;
        var network = new NetworkStream(socket, ownsSocket: false);
        _stream = certificate is null ? network : new SslStream(network, leaveInnerStreamOpen: false);
        _input = new SocketInput(_stream);
        _application = application;
        _time = time;
        _stopping = stopping;
    }

    /// <summary>Serves until the client leaves, an error ends the connection, or the server stops.</summary>
    public async Task RunAsync()
    {
        try
        {
            await AuthenticateAsync();
            var reader = new RequestReader(_stream, _input);
            while (await ServeNextAsync(reader))
            {
            }
        }
        catch (Exception failure) when (failure is IOException or SocketException or AuthenticationException or ObjectDisposedException or OperationCanceledException)
        {
            // The client has gone, does not trust the certificate, or the server stops: there is nobody left to tell.
            _ = failure;
        }
        finally
        {
            _socket.Dispose();
        }
    }

    /// <summary>Gives up the request under way, if any, and closes at once.</summary>
    public void Abort()
    {
        GiveUpRequest();
        _socket.Dispose();
    }

    public void Dispose()
    {
        _socket.Dispose();
        _stream.Dispose();
        _aborted.Dispose();
    }

    private async ValueTask AuthenticateAsync()
    {
        if (_stream is not SslStream secured)
            return;
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
        patience.CancelAfter(HandshakeTime);
        var options = new SslServerAuthenticationOptions { ServerCertificateContext = _certificate, ApplicationProtocols = [SslApplicationProtocol.Http11] };
        await secured.AuthenticateAsServerAsync(options, patience.Token);
    }

    private async ValueTask<bool> ServeNextAsync(RequestReader reader)
    {
        HttpRequest? request;
        try
        {
            request = await reader.ReadAsync(_stopping);
        }
        catch (HttpProtocolException refused)
        {
            await RefuseAsync(refused);
            return false;
        }

        if (request is null)
            return false;
        var reply = await HandleAsync(request);
        if (reply.IsReset)
        {
            _socket.LingerState = new LingerOption(enable: true, seconds: 0);
            return false;
        }

        if (reply.Response is not { } response)
            return false;
        var keepAlive = request.KeepAlive && !_stopping.IsCancellationRequested;
        await SendAsync(response, request.Method == "HEAD", keepAlive);
        if (!keepAlive)
            await EndAsync();
        return keepAlive;
    }

    private async ValueTask<HttpReply> HandleAsync(HttpRequest request)
    {
        var handling = _application.HandleAsync(request, _aborted.Token);
        if (handling.IsCompletedSuccessfully)
            return handling.Result;
        _input.WatchForDisconnect(GiveUpRequest, CancellationToken.None);
        try
        {
            return await handling;
        }
        catch (OperationCanceledException) when (_aborted.IsCancellationRequested)
        {
            return HttpReply.Abandoned;
        }
    }

    private void GiveUpRequest()
    {
        try
        {
            _aborted.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The connection ended by itself in the same moment; nothing is left to give up.
            return;
        }
    }

    private async ValueTask RefuseAsync(HttpProtocolException refused)
    {
        var response = new HttpResponse(refused.StatusCode, System.Text.Encoding.UTF8.GetBytes(refused.Message + "\n"), "text/plain; charset=utf-8");
        await SendAsync(response, headOnly: false, keepAlive: false);
        await EndAsync();
    }

    private async ValueTask SendAsync(HttpResponse response, bool headOnly, bool keepAlive)
    {
        await _stream.WriteAsync(ResponseWriter.Write(response, headOnly, keepAlive, _time.GetUtcNow()), CancellationToken.None);
    }

    // Closing with unread bytes sends a reset, which can destroy the answer before the client reads it; so the rest is read first.
    private async ValueTask EndAsync()
    {
        if (_stream is SslStream secured)
            await secured.ShutdownAsync();
        _socket.Shutdown(SocketShutdown.Send);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(_stopping);
        patience.CancelAfter(DrainTime);
        do
        {
            _input.Consume(_input.Unread.Length);
        }
        while (await _input.FillAsync(patience.Token));
    }
}
