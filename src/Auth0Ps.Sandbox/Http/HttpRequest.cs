namespace Auth0Ps.Sandbox.Http;

/// <summary>One request as it came over the wire, body included.</summary>
internal sealed class HttpRequest
{
    /// <summary>Upper-case as sent: methods are case-sensitive.</summary>
    public required string Method { get; init; }

    /// <summary>The path, still percent-encoded, without the query.</summary>
    public required string Path { get; init; }

    /// <summary>What follows the question mark, still encoded; empty when there is none.</summary>
    public required string Query { get; init; }

    public required HttpHeaders Headers { get; init; }

    /// <summary>Whether the connection outlives this request (RFC 9112, section 9.3).</summary>
    public required bool KeepAlive { get; init; }

    public ReadOnlyMemory<byte> Body { get; init; }

    /// <summary>The media type without parameters, lower case; empty when absent.</summary>
    public string MediaType
    {
        get
        {
            var value = Headers["Content-Type"];
            if (value is null)
                return "";
            var end = value.IndexOf(';', StringComparison.Ordinal);
            return (end < 0 ? value : value[..end]).Trim().ToLowerInvariant();
        }
    }
}
