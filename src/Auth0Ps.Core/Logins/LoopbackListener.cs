using System.Net;

namespace Auth0Ps.Logins;

/// <summary>Waits on this machine's own address for the browser to come back (RFC 8252 section 7.3).</summary>
internal sealed class LoopbackListener : IDisposable
{
    private readonly HttpListener _listener = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="redirectUri">The address, with port.</param>
    /// <param name="connection">The connection's name, for messages.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.LoginFailed"/>: the port is taken.</exception>
    public LoopbackListener(Uri redirectUri, string connection)
    {
        _listener.Prefixes.Add(redirectUri.GetLeftPart(UriPartial.Authority) + "/");
        try
        {
            _listener.Start();
        }
        catch (HttpListenerException exception)
        {
            _listener.Close();
            throw new Auth0Exception(
                ErrorReason.LoginFailed,
                $"Port {redirectUri.Port} on this machine, where the browser comes back to, is taken: {exception.Message}",
                $"End the other program or the other login, or choose another port with -RedirectPort and add its address ({redirectUri.AbsoluteUri.Replace(redirectUri.Authority, "127.0.0.1:PORT", StringComparison.Ordinal)}) to the application's Allowed Callback URLs.",
                exception)
            { Target = connection };
        }
    }

    /// <summary>Waits for the next request of any browser.</summary>
    public async Task<Callback> NextAsync(CancellationToken cancellationToken)
    {
        try
        {
            return new Callback(await _listener.GetContextAsync().WaitAsync(cancellationToken));
        }
        catch (HttpListenerException) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
    }

    /// <summary>Stops listening; a pending wait ends with an exception that nobody sees.</summary>
    public void Dispose() => _listener.Close();
}
