namespace Auth0Ps.Sandbox.Http;

/// <summary>One answer, body in memory. <c>Date</c>, <c>Content-Length</c> and <c>Connection</c> are the connection's business.</summary>
internal sealed class HttpResponse
{
    public HttpResponse(int statusCode, ReadOnlyMemory<byte> body = default, string? contentType = null)
    {
        StatusCode = statusCode;
        Body = body;
        if (contentType is not null)
            Headers.Add("Content-Type", contentType);
    }

    public int StatusCode { get; }

    public HttpHeaders Headers { get; } = new();

    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Adds a field and returns the same answer, for chaining.</summary>
    public HttpResponse With(string name, string value)
    {
        Headers.Add(name, value);
        return this;
    }
}
