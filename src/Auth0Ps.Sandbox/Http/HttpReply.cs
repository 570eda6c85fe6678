namespace Auth0Ps.Sandbox.Http;

/// <summary>How a request ends: with an answer, with a reset, or with nothing because the client has left.</summary>
internal readonly struct HttpReply
{
    private HttpReply(HttpResponse? response, bool reset)
    {
        Response = response;
        IsReset = reset;
    }

    /// <summary>The connection is torn down with a TCP reset and no byte of an answer.</summary>
    public static HttpReply Reset { get; } = new(null, reset: true);

    /// <summary>The client has left or the server stops; the connection is closed without an answer.</summary>
    public static HttpReply Abandoned { get; }

    public HttpResponse? Response { get; }

    public bool IsReset { get; }

    public static HttpReply Answer(HttpResponse response) => new(response, reset: false);
}
