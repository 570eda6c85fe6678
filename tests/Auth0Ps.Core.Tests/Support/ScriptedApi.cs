using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>An HTTP server that answers as a test says, for APIs and accidents that the sandbox does not have.</summary>
internal sealed class ScriptedApi : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Func<Call, Reply?> _answer;
    private readonly List<Call> _calls = [];
    private readonly Task _serving;
    private int _tokenRequests;

    /// <summary>Starts it.</summary>
    /// <param name="answer">The answer to a call; null closes the connection without one.</param>
    public ScriptedApi(Func<Call, Reply?> answer)
    {
        _answer = answer;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>The answer to a token request; one with a token when null.</summary>
    public Func<Call, Reply?>? Token { get; init; }

    public Uri Address => new($"http://{_listener.LocalEndpoint}/");

    /// <summary>Every request that arrived, in order.</summary>
    public IReadOnlyList<Call> Calls
    {
        get
        {
            lock (_calls)
                return [.. _calls];
        }
    }

    /// <summary>How often a token was asked for; it is always given.</summary>
    public int TokenRequests => Volatile.Read(ref _tokenRequests);

    /// <summary>The permissions in the tokens; null leaves them out.</summary>
    public string? Scope { get; init; }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
    }

    private async Task ServeAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(ServeAsync(await _listener.AcceptTcpClientAsync()));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Stopped; the connections end when their client lets go.
            await Task.WhenAny(Task.WhenAll(connections), Task.Delay(TimeSpan.FromSeconds(1)));
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        using (var reader = new StreamReader(client.GetStream(), Encoding.Latin1))
        {
            try
            {
                while (await ReadAsync(reader) is { } call)
                {
                    if (Answer(call) is not { } reply)
                        return;
                    await client.GetStream().WriteAsync(reply.Bytes(call.Method == "HEAD"));
                }
            }
            catch (IOException)
            {
                // The client went away in the middle: nothing is left to answer.
                return;
            }
        }
    }

    private Reply? Answer(Call call)
    {
        if (call.Target == "/oauth/token" && Token is not null)
            return Token(call);
        if (call.Target == "/oauth/token")
            return new Reply(200, $$"""{"access_token":"token{{Interlocked.Increment(ref _tokenRequests)}}","token_type":"Bearer",{{(Scope is null ? "" : $"\"scope\":\"{Scope}\",")}}"expires_in":86400}""");
        lock (_calls)
            _calls.Add(call);
        return _answer(call);
    }

    private static async Task<Call?> ReadAsync(StreamReader reader)
    {
        if (await reader.ReadLineAsync() is not { } line || line.Split(' ') is not [var method, var target, _])
            return null;
        var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        while (await reader.ReadLineAsync() is { Length: > 0 } header)
        {
            var colon = header.IndexOf(':', StringComparison.Ordinal);
            headers[header[..colon]] = header[(colon + 1)..].Trim();
        }

        var body = new char[headers.TryGetValue("Content-Length", out var length) ? int.Parse(length, null) : 0];
        if (body.Length > 0)
            await reader.ReadBlockAsync(body);
        return new Call(method, target, headers, Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body)));
    }

    /// <summary>One request: the target is path and query as they were sent.</summary>
    internal sealed record Call(string Method, string Target, IReadOnlyDictionary<string, string> Headers, string Body)
    {
        public string? Query(string name) => Target.Split('?') is [_, var query]
            ? query.Split('&').Select(part => part.Split('=')).FirstOrDefault(part => part[0] == name)?.ElementAtOrDefault(1)
            : null;
    }

    internal sealed record Reply(int Status, string Body = "", Uri? Location = null)
    {
        /// <summary>More headers, each with its line break.</summary>
        public string Headers { get; init; } = "";

        /// <summary>A body that is not text.</summary>
        public byte[]? Raw { get; init; }

        public byte[] Bytes(bool headOnly)
        {
            var body = Raw ?? Encoding.UTF8.GetBytes(Body);
            var head = Encoding.UTF8.GetBytes($"HTTP/1.1 {Status} -\r\nContent-Type: application/json\r\n{(Location is null ? "" : $"Location: {Location}\r\n")}{Headers}Content-Length: {body.Length}\r\n\r\n");
            return headOnly ? head : [.. head, .. body];
        }
    }
}
