namespace Auth0Ps.Sandbox.Http;

/// <summary>What one request may cost; beyond it the answer is 413, 414 or 431 (RFC 9110, RFC 6585).</summary>
internal static class HttpLimits
{
    /// <summary>Longest request line in bytes.</summary>
    public const int RequestLine = 16 * 1024;

    /// <summary>Most bytes of request line and header fields together; a token with every scope takes about 5 KB.</summary>
    public const int Head = 64 * 1024;

    /// <summary>Most header fields.</summary>
    public const int HeaderFields = 200;

    /// <summary>Largest body in bytes, after removing the chunk framing.</summary>
    public const int Body = 1024 * 1024;

    /// <summary>Longest chunk-size or trailer line in bytes.</summary>
    public const int ChunkLine = 1024;
}
