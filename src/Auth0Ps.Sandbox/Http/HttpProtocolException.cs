namespace Auth0Ps.Sandbox.Http;

/// <summary>A request that HTTP itself refuses; the connection is closed after the answer.</summary>
internal sealed class HttpProtocolException : Exception
{
    public HttpProtocolException(int statusCode, string message)
        : base(message) => StatusCode = statusCode;

    public int StatusCode { get; }
}
