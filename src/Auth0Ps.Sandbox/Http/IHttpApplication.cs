namespace Auth0Ps.Sandbox.Http;

/// <summary>What the server serves. Must not throw, except for cancellation through the token.</summary>
internal interface IHttpApplication
{
    /// <summary>Handles one request; <paramref name="aborted"/> fires when the client leaves or the server stops.</summary>
    ValueTask<HttpReply> HandleAsync(HttpRequest request, CancellationToken aborted);
}
