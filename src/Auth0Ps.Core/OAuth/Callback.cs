using System.Collections.Specialized;
using System.Globalization;
using System.Net.Sockets;
using System.Text;
using System.Web;

namespace Auth0Ps.OAuth;

/// <summary>The browser, come back; it waits for a page.</summary>
internal sealed class Callback : IDisposable
{
    // More than any browser sends; a code and a state are short.
    private const int LongestHead = 32 * 1024;

    private readonly Socket _socket;
    private readonly string? _path;
    private readonly NameValueCollection _query;

    private Callback(Socket socket, string? path, string query)
    {
        _socket = socket;
        _path = path;
        _query = HttpUtility.ParseQueryString(query);
    }

    /// <summary>A parameter of the address; several of the same name come joined by commas, and so are no state that was sent.</summary>
    public string? this[string name] => _query[name];

    /// <summary>Reads a request's head (RFC 9112 section 2.1); null when it is not one.</summary>
    /// <param name="socket">The connection; the callback's when there is one.</param>
    /// <param name="authority">The host and port that the request has to be for.</param>
    public static async Task<Callback?> ReadAsync(Socket socket, string authority, CancellationToken cancellationToken)
    {
        var buffer = new byte[LongestHead];
        var length = 0;
        while (length < buffer.Length)
        {
            var count = await socket.ReceiveAsync(buffer.AsMemory(length), SocketFlags.None, cancellationToken);
            if (count == 0)
                return null;
            length += count;
            if (buffer.AsSpan(0, length).IndexOf("\r\n\r\n"u8) is var end and >= 0)
                return Parse(socket, Encoding.Latin1.GetString(buffer, 0, end), authority);
        }

        return null;
    }

    public bool IsAt(string path) => string.Equals(_path, path, StringComparison.Ordinal);

    /// <summary>Answers and closes the connection. A browser that is gone by now makes no difference.</summary>
    public async Task AnswerAsync(CallbackPage page)
    {
        var body = Encoding.UTF8.GetBytes(page.Html);

        // The address holds the code; it is not to be stored, or told to other sites.
        var head = string.Create(CultureInfo.InvariantCulture, $"HTTP/1.1 {page.Status} {page.Reason}\r\n")
            + "Content-Type: text/html; charset=utf-8\r\n"
            + string.Create(CultureInfo.InvariantCulture, $"Content-Length: {body.Length}\r\n")
            + "Cache-Control: no-store\r\n"
            + "Referrer-Policy: no-referrer\r\n"
            + "X-Content-Type-Options: nosniff\r\n"
            + "Content-Security-Policy: default-src 'none'; style-src 'unsafe-inline'\r\n"
            + "Connection: close\r\n\r\n";
        byte[] answer = [.. Encoding.ASCII.GetBytes(head), .. body];
        try
        {
            for (var sent = 0; sent < answer.Length;)
                sent += await _socket.SendAsync(answer.AsMemory(sent), SocketFlags.None);
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is gone.
        }

        Dispose();
    }

    public void Dispose() => _socket.Dispose();

    private static Callback? Parse(Socket socket, string head, string authority)
    {
        var lines = head.Split("\r\n");
        if (lines[0].Split(' ') is not [var method, ['/', ..] target, "HTTP/1.1" or "HTTP/1.0"])
            return null;

        var hosts = lines.Skip(1).Where(line => line.StartsWith("Host:", StringComparison.OrdinalIgnoreCase)).Select(line => line[5..].Trim()).ToList();
        var mark = target.IndexOf('?', StringComparison.Ordinal);
        var path = mark < 0 ? target : target[..mark];

        // One that asks another host, by a name that leads here, or in another way, is shown that there is nothing.
        return new Callback(socket, method == "GET" && hosts is [var host] && host == authority ? path : null, mark < 0 ? "" : target[(mark + 1)..]);
    }
}
