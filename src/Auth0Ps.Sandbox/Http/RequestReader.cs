using System.Globalization;
using System.Text;

namespace Auth0Ps.Sandbox.Http;

/// <summary>Reads one request after the other from a connection.</summary>
internal sealed class RequestReader
{
    private static readonly byte[] Continue = "HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray();
    private readonly Stream _stream;
    private readonly SocketInput _input;

    public RequestReader(Stream stream, SocketInput input)
    {
        _stream = stream;
        _input = input;
    }

    /// <summary>The next request, or null when the client ended the connection between requests.</summary>
    /// <exception cref="HttpProtocolException">The request cannot be understood or is too large.</exception>
    public async ValueTask<HttpRequest?> ReadAsync(CancellationToken cancellation)
    {
        var head = await ReadHeadAsync(cancellation);
        if (head is null)
            return null;
        return new HttpRequest
        {
            Method = head.Method,
            Path = head.Path,
            Query = head.Query,
            Headers = head.Headers,
            KeepAlive = head.KeepAlive,
            Body = await ReadBodyAsync(head, cancellation),
        };
    }

    private async ValueTask<RequestHead?> ReadHeadAsync(CancellationToken cancellation)
    {
        while (true)
        {
            if (TryTakeHead() is { } head)
                return head;
            if (!await _input.FillAsync(cancellation))
                return _input.Unread.IsEmpty ? null : throw new HttpProtocolException(400, "The request ended within its header.");
        }
    }

    private RequestHead? TryTakeHead()
    {
        // Empty lines before a request line are skipped (RFC 9112, section 2.2).
        while (_input.Unread.StartsWith("\r\n"u8))
            _input.Consume(2);
        var unread = _input.Unread;
        var end = unread.IndexOf("\r\n\r\n"u8);
        if (end > HttpLimits.Head || (end < 0 && unread.Length > HttpLimits.Head))
            throw TooLarge(unread);
        if (end < 0)
            return null;
        var head = RequestHead.Parse(unread[..end]);
        _input.Consume(end + 4);
        return head;
    }

    private static HttpProtocolException TooLarge(ReadOnlySpan<byte> unread) =>
        unread.IndexOf("\r\n"u8) is < 0 or > HttpLimits.RequestLine
            ? new HttpProtocolException(414, "The request line is too long.")
            : new HttpProtocolException(431, "The header fields are too large.");

    private async ValueTask<ReadOnlyMemory<byte>> ReadBodyAsync(RequestHead head, CancellationToken cancellation)
    {
        var chunked = head.Headers["Transfer-Encoding"] is not null;
        var lengths = head.Headers.Members("Content-Length").Distinct(StringComparer.Ordinal).ToList();
        if (chunked && lengths.Count > 0)
            throw new HttpProtocolException(400, "Content-Length and Transfer-Encoding exclude each other.");
        if (chunked && (head.MinorVersion == 0 || head.Headers.Members("Transfer-Encoding").ToList() is not [var coding] || !coding.Equals("chunked", StringComparison.OrdinalIgnoreCase)))
            throw new HttpProtocolException(501, "Only the chunked transfer coding is understood.");
        var length = ContentLength(lengths);
        if (length > HttpLimits.Body)
            throw new HttpProtocolException(413, "The body is too large.");
        if (!chunked && length == 0)
            return default;
        await ContinueAsync(head, cancellation);
        return chunked
            ? await ReadChunksAsync(cancellation)
            : await ReadExactlyAsync((int)length, cancellation);
    }

    private static long ContentLength(List<string> values)
    {
        if (values.Count == 0)
            return 0;
        if (values.Count > 1 || !long.TryParse(values[0], NumberStyles.None, CultureInfo.InvariantCulture, out var length))
            throw new HttpProtocolException(400, "Malformed Content-Length.");
        return length;
    }

    private async ValueTask ContinueAsync(RequestHead head, CancellationToken cancellation)
    {
        var expectation = head.Headers["Expect"];
        if (expectation is null || head.MinorVersion == 0)
            return;
        if (!expectation.Equals("100-continue", StringComparison.OrdinalIgnoreCase))
            throw new HttpProtocolException(417, "The expectation is not understood.");
        if (_input.Unread.IsEmpty)
            await _stream.WriteAsync(Continue, cancellation);
    }

    private async ValueTask<byte[]> ReadExactlyAsync(int length, CancellationToken cancellation)
    {
        var body = new byte[length];
        if (!await _input.ReadExactlyAsync(body, cancellation))
            throw CutShort();
        return body;
    }

    private async ValueTask<ReadOnlyMemory<byte>> ReadChunksAsync(CancellationToken cancellation)
    {
        var body = new MemoryStream();
        while (true)
        {
            var size = ChunkSize(await ReadLineAsync(cancellation));
            if (size == 0)
                break;
            if (body.Length + size > HttpLimits.Body)
                throw new HttpProtocolException(413, "The body is too large.");
            body.Write(await ReadExactlyAsync(size, cancellation));
            if ((await ReadLineAsync(cancellation)).Length > 0)
                throw new HttpProtocolException(400, "Malformed chunk.");
        }

        for (var trailers = 0; (await ReadLineAsync(cancellation)).Length > 0; trailers++)
        {
            if (trailers == HttpLimits.HeaderFields)
                throw new HttpProtocolException(431, "Too many trailer fields.");
        }

        return body.GetBuffer().AsMemory(0, (int)body.Length);
    }

    private static int ChunkSize(string line)
    {
        var digits = line.Split(';')[0].Trim(' ', '\t');
        if (!int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var size) || size < 0)
            throw new HttpProtocolException(digits.Length > 7 && digits.All(char.IsAsciiHexDigit) ? 413 : 400, "Malformed chunk size.");
        return size;
    }

    private async ValueTask<string> ReadLineAsync(CancellationToken cancellation)
    {
        while (true)
        {
            var end = _input.Unread.IndexOf("\r\n"u8);
            if (end is < 0 ? _input.Unread.Length > HttpLimits.ChunkLine : end > HttpLimits.ChunkLine)
                throw new HttpProtocolException(400, "A chunk line is too long.");
            if (end >= 0)
            {
                var line = Encoding.Latin1.GetString(_input.Unread[..end]);
                _input.Consume(end + 2);
                return line;
            }

            if (!await _input.FillAsync(cancellation))
                throw CutShort();
        }
    }

    private static HttpProtocolException CutShort() => new(400, "The request ended within its body.");
}
