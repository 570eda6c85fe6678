using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>
/// A relay between a client and a tenant, as a proxy on the way is one. It passes requests on, or does not, answers what a test says in the
/// tenant's place, and records what the tenant really did.
/// </summary>
internal sealed class RecordingRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly HttpClient _tenant = new(new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false });
    private readonly string _domain;
    private readonly List<Rule> _rules = [];
    private readonly List<Exchange> _exchanges = [];
    private readonly Task _serving;

    /// <summary>Starts it in front of a tenant.</summary>
    public RecordingRelay(string domain)
    {
        _domain = domain;
        _listener.Start();
        _serving = ServeAsync();
    }

    /// <summary>What a client takes for the tenant's domain.</summary>
    public string Domain => $"http://{_listener.LocalEndpoint}";

    /// <summary>What was asked for and what the tenant did, in order.</summary>
    public IReadOnlyList<Exchange> Exchanges
    {
        get
        {
            lock (_exchanges)
                return [.. _exchanges];
        }
    }

    /// <summary>The secrets that the tenant took, in order.</summary>
    public IReadOnlyList<string> Applied =>
        [.. Exchanges.Where(exchange => exchange is { Method: "PATCH", WasCarriedOut: true, Secret: not null }).Select(exchange => exchange.Secret!)];

    /// <summary>The secrets that were sent, whether or not the tenant saw them.</summary>
    public IReadOnlyList<string> Sent => [.. Exchanges.Where(exchange => exchange is { Method: "PATCH", Secret: not null }).Select(exchange => exchange.Secret!)];

    /// <summary>Meddles with the next so many requests of a method whose path begins so.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">How the path begins.</param>
    /// <param name="passesOn">Whether the tenant gets the request.</param>
    /// <param name="answer">What is answered; gets the tenant's answer where there is one. Null resets the connection.</param>
    /// <param name="times">How often.</param>
    public void Meddle(string method, string path, bool passesOn, Func<Answer?, Answer?> answer, int times = 1)
    {
        lock (_rules)
            _rules.Add(new Rule(method, path, passesOn, answer, times));
    }

    /// <summary>The same for changes of applications.</summary>
    public void MeddleWithChanges(bool passesOn, Func<Answer?, Answer?> answer, int times = 1) => Meddle("PATCH", "/api/v2/clients/", passesOn, answer, times);

    /// <summary>Meddles with every change from now on, or lets it through, as it comes: carried out or not, and answered by whomever.</summary>
    public void MeddleAtRandom(Random random)
    {
        Func<Answer?, Answer?>[] answers =
        [
            real => real, _ => null, _ => Answer.Page(200), _ => Answer.Page(403), _ => Answer.Page(504), _ => new Answer(200, ""),
            _ => Answer.Refusal(401, "Invalid token", "invalid_token"),
            _ => new Answer(200, "{\"client_id\":\"OtherClientOtherClientOtherClien\"}"),
            real => real is { Status: 200 } ? real.With("client_secret", new string('x', 64)) : null,
        ];
        for (var request = 0; request < 8; request++)
        {
            var answer = answers[random.Next(answers.Length)];
            MeddleWithChanges(passesOn: answer == answers[0] || random.Next(2) == 0, answer);
        }
    }

    /// <summary>Lets everything through from now on.</summary>
    public void LeaveAlone()
    {
        lock (_rules)
            _rules.Clear();
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _serving;
        _tenant.Dispose();
    }

    private async Task ServeAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await _listener.AcceptTcpClientAsync());
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Stopped.
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        using (client)
        {
            try
            {
                using var reader = new StreamReader(client.GetStream(), Encoding.Latin1);
                while (await ReadAsync(reader) is { } request)
                {
                    if (await AnswerAsync(request) is not { } answer)
                    {
                        client.Client.LingerState = new LingerOption(enable: true, seconds: 0);
                        return;
                    }

                    await client.GetStream().WriteAsync(answer.ToBytes(request.Method == "HEAD"));
                }
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or HttpRequestException)
            {
                // One of the two sides went away.
            }
        }
    }

    private async Task<Answer?> AnswerAsync(Request request)
    {
        Rule? rule;
        lock (_rules)
        {
            rule = _rules.Find(candidate => candidate.IsFor(request));
            if (rule is not null && --rule.Left == 0)
                _rules.Remove(rule);
        }

        var real = rule is { PassesOn: false } ? null : await PassOnAsync(request);
        lock (_exchanges)
            _exchanges.Add(new Exchange(request.Method, request.Target.Split('?')[0], request.Secret, real?.Status is >= 200 and < 300));
        return rule is null ? real : rule.Answer(real);
    }

    private async Task<Answer> PassOnAsync(Request request)
    {
        using var message = new HttpRequestMessage(new HttpMethod(request.Method), _domain + request.Target);
        if (request.Body.Length > 0)
        {
            message.Content = new ByteArrayContent(request.Body);
            if (request.Headers.TryGetValue("Content-Type", out var type))
                message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        }

        if (request.Headers.TryGetValue("Authorization", out var authorization))
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        using var response = await _tenant.SendAsync(message);
        return new Answer((int)response.StatusCode, await response.Content.ReadAsStringAsync(), response.Content.Headers.ContentType?.ToString() ?? "application/json");
    }

    private static async Task<Request?> ReadAsync(StreamReader reader)
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
        return new Request(method, target, headers, Encoding.Latin1.GetBytes(body));
    }

    /// <summary>One request, and what became of it at the tenant.</summary>
    internal sealed record Exchange(string Method, string Path, string? Secret, bool WasCarriedOut);

    /// <summary>What is answered.</summary>
    internal sealed record Answer(int Status, string Body, string ContentType = "application/json")
    {
        /// <summary>A page of somebody's on the way.</summary>
        public static Answer Page(int status) => new(status, "<html><body><h1>Blocked</h1></body></html>", "text/html");

        /// <summary>A refusal in the Management API's shape.</summary>
        public static Answer Refusal(int status, string message, string code = "invalid_body") =>
            new(status, JsonSerializer.Serialize(new { statusCode = status, error = "Refused", message, errorCode = code }));

        /// <summary>The tenant's own answer with a member that says something else.</summary>
        public Answer With(string member, JsonNode? value)
        {
            var json = JsonNode.Parse(Body)!.AsObject();
            json[member] = value;
            return this with { Body = json.ToJsonString() };
        }

        public byte[] ToBytes(bool headOnly) =>
            Encoding.UTF8.GetBytes($"HTTP/1.1 {Status} -\r\n{(Status == 204 ? "" : $"Content-Type: {ContentType}\r\nContent-Length: {Encoding.UTF8.GetByteCount(Body)}\r\n")}\r\n{(headOnly || Status == 204 ? "" : Body)}");
    }

    private sealed record Request(string Method, string Target, IReadOnlyDictionary<string, string> Headers, byte[] Body)
    {
        public string? Secret
        {
            get
            {
                try
                {
                    return Body.Length > 0 && Body[0] == '{' ? JsonNode.Parse(Body)?["client_secret"]?.GetValue<string>() : null;
                }
                catch (JsonException)
                {
                    return null;
                }
            }
        }
    }

    private sealed class Rule(string method, string path, bool passesOn, Func<Answer?, Answer?> answer, int times)
    {
        public int Left { get; set; } = times;

        public bool PassesOn => passesOn;

        public Func<Answer?, Answer?> Answer => answer;

        public bool IsFor(Request request) => request.Method == method && request.Target.StartsWith(path, StringComparison.Ordinal);
    }
}
