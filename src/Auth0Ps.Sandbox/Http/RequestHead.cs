using System.Text;

namespace Auth0Ps.Sandbox.Http;

/// <summary>Request line and header fields (RFC 9112, sections 2 to 5), parsed strictly.</summary>
internal sealed class RequestHead
{
    private RequestHead(string method, string target, int minorVersion, HttpHeaders headers)
    {
        Method = method;
        (Path, Query) = SplitTarget(target);
        Headers = headers;
        KeepAlive = minorVersion == 1
            ? !headers.Has("Connection", "close")
            : headers.Has("Connection", "keep-alive");
        MinorVersion = minorVersion;
    }

    public string Method { get; }

    public string Path { get; }

    public string Query { get; }

    public HttpHeaders Headers { get; }

    public bool KeepAlive { get; }

    public int MinorVersion { get; }

    /// <summary>Parses everything before the empty line, that line excluded.</summary>
    /// <exception cref="HttpProtocolException">Malformed, too long, or a version other than HTTP/1.x.</exception>
    public static RequestHead Parse(ReadOnlySpan<byte> head)
    {
        var line = NextLine(ref head);
        if (line.Length > HttpLimits.RequestLine)
            throw new HttpProtocolException(414, "The request line is too long.");
        var (method, target, minorVersion) = ParseRequestLine(line);
        var headers = new HttpHeaders();
        while (!head.IsEmpty)
            ParseField(NextLine(ref head), headers);
        if (minorVersion == 1 && headers.Members("Host").Take(2).Count() != 1)
            throw new HttpProtocolException(400, "An HTTP/1.1 request needs exactly one Host field.");
        return new RequestHead(method, target, minorVersion, headers);
    }

    private static (string Method, string Target, int MinorVersion) ParseRequestLine(ReadOnlySpan<byte> line)
    {
        var text = Encoding.Latin1.GetString(line);
        var parts = text.Split(' ');
        if (parts.Length != 3 || parts[0].Length == 0 || !parts[0].All(IsTokenCharacter) || !IsTarget(parts[1]))
            throw new HttpProtocolException(400, "Malformed request line.");
        return parts[2] switch
        {
            "HTTP/1.1" => (parts[0], parts[1], 1),
            "HTTP/1.0" => (parts[0], parts[1], 0),
            _ when parts[2].StartsWith("HTTP/", StringComparison.Ordinal) => throw new HttpProtocolException(505, "Only HTTP/1.1 and HTTP/1.0 are spoken here."),
            _ => throw new HttpProtocolException(400, "Malformed request line."),
        };
    }

    private static void ParseField(ReadOnlySpan<byte> line, HttpHeaders headers)
    {
        if (headers.Count == HttpLimits.HeaderFields)
            throw new HttpProtocolException(431, "Too many header fields.");
        // A space before the colon or a folded line is how requests are smuggled past proxies; both are refused.
        var colon = line.IndexOf((byte)':');
        if (colon <= 0)
            throw new HttpProtocolException(400, "Malformed header field.");
        var name = Encoding.Latin1.GetString(line[..colon]);
        var value = Encoding.Latin1.GetString(line[(colon + 1)..]).Trim(' ', '\t');
        if (!name.All(IsTokenCharacter) || value.Any(character => character is '\0' or '\r' or '\n'))
            throw new HttpProtocolException(400, "Malformed header field.");
        headers.Add(name, value);
    }

    private static ReadOnlySpan<byte> NextLine(ref ReadOnlySpan<byte> head)
    {
        var end = head.IndexOf("\r\n"u8);
        var line = end < 0 ? head : head[..end];
        head = end < 0 ? [] : head[(end + 2)..];
        return line;
    }

    private static (string Path, string Query) SplitTarget(string target)
    {
        // Absolute form (RFC 9112, section 3.2.2): proxies send it, and the Host does not matter here.
        if (!target.StartsWith('/') && target.IndexOf("://", StringComparison.Ordinal) is var scheme and > 0)
        {
            var slash = target.IndexOfAny(['/', '?'], scheme + 3);
            target = slash < 0 ? "/" : target[slash] == '/' ? target[slash..] : "/" + target[slash..];
        }

        var question = target.IndexOf('?', StringComparison.Ordinal);
        return question < 0 ? (target, "") : (target[..question], target[(question + 1)..]);
    }

    private static bool IsTarget(string target) => target.Length > 0
        && target.All(character => character is > ' ' and < '\x7f' and not '#')
        && (target[0] is '/' or '*' || target.StartsWith("http://", StringComparison.OrdinalIgnoreCase) || target.StartsWith("https://", StringComparison.OrdinalIgnoreCase));

    private static bool IsTokenCharacter(char character) => char.IsAsciiLetterOrDigit(character)
        || character is '!' or '#' or '$' or '%' or '&' or '\'' or '*' or '+' or '-' or '.' or '^' or '_' or '`' or '|' or '~';
}
