using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Reflection;
using System.Security;
using System.Text;
using System.Text.Json;
using Auth0Ps.Insight;
using Auth0Ps.Rotation;
using Auth0Ps.Security;

namespace Auth0Ps.Http;

/// <summary>Sends a request once: the connections to tenants, the headers of each request, and the answer as far as it may be read.</summary>
internal sealed class HttpAttempt : IDisposable
{
    private const int LargestBody = 32 * 1024 * 1024;

    private static readonly string ProductVersion =
        typeof(TenantHttp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    // Auth0's telemetry header: base64url of {name, version}, as the official SDKs send it.
    private static readonly string Telemetry = TelemetryOf(new { name = ProofMark.Library, version = ProductVersion });

    private static readonly string ProofTelemetry =
        TelemetryOf(new { name = ProofMark.Library, version = ProductVersion, env = new Dictionary<string, string>(StringComparer.Ordinal) { [ProofMark.Member] = ProofMark.Purpose } });

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    private readonly HttpClient _client;
    private readonly TenantProxy _proxy;

    /// <summary>Makes the client; connects to nothing yet.</summary>
    /// <param name="proxy">The proxy for all requests; the system's when null.</param>
    public HttpAttempt(IWebProxy? proxy)
    {
        _proxy = new TenantProxy(proxy);
        _client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.All,
            ConnectTimeout = ConnectTimeout,
            Proxy = _proxy,
            SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = CertificateCheck.Validate },
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),
            MaxConnectionsPerServer = 64,
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        _client.DefaultRequestHeaders.UserAgent.Add(new ProductInfoHeaderValue("Auth0Ps", ProductVersion));
        _client.DefaultRequestHeaders.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
    }

    /// <summary>The proxy that requests to an address go through; null when they go there directly.</summary>
    public Uri? ProxyFor(Uri address) => _proxy.GetProxy(address);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Sends a request once, and reads the answer to its end.</summary>
    /// <param name="term">Until when the lease holds that the request is sent under.</param>
    /// <param name="limit">How long it may take from connecting to the last byte.</param>
    /// <exception cref="Auth0Exception">No answer came, or one that cannot be used.</exception>
    public async Task<TenantResponse> SendAsync(TenantRequest request, LeaseTerm term, TimeSpan limit, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(limit);
        var content = request.Body?.Invoke();
        if (content is SecretContent guarded)
            guarded.Term = term;
        using var message = new HttpRequestMessage(request.Method, request.Uri) { Content = content };
        message.Headers.Add("Auth0-Client", request.IsProof ? ProofTelemetry : Telemetry);
        if (request.Bearer is { } bearer)
            message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", SecureStrings.Reveal(bearer));
        else if (request.Basic is { } basic)
            message.Headers.Authorization = new AuthenticationHeaderValue("Basic", BasicValue(basic.ClientId, basic.Secret));

        var status = 0;
        try
        {
            using var answer = await _client.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, timeout.Token);
            status = (int)answer.StatusCode;
            return new TenantResponse(
                status,
                await ReadAsync(request.Uri, answer, timeout.Token),
                RateLimitState.From(answer.Headers),
                RequestIdOf(answer.Headers),
                answer.Headers.Date)
            {
                Location = status is >= 300 and < 400 && answer.Headers.Location is { } location ? new Uri(request.Uri, location) : null,
            };
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            // The platform's own word for a connection that did not come about in time.
            var connected = exception.InnerException is not TimeoutException;
            throw TransportFaults.TimedOut(request.Uri, ProxyFor(request.Uri), connected ? limit : ConnectTimeout, connected, exception);
        }
        catch (Exception exception) when (exception is InvalidDataException || (status != 0 && exception is InvalidOperationException))
        {
            throw TransportFaults.Undecodable(request.Uri, status, exception);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            throw TransportFaults.From(request.Uri, ProxyFor(request.Uri), content is not SecretContent { Begun: false }, exception);
        }
    }

    private static string TelemetryOf(object value) => Convert.ToBase64String(JsonSerializer.SerializeToUtf8Bytes(value)).TrimEnd('=').Replace('+', '-').Replace('/', '_');

    private static async Task<ZeroingBuffer> ReadAsync(Uri uri, HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        var body = new ZeroingBuffer();
        try
        {
            await using var stream = await answer.Content.ReadAsStreamAsync(cancellationToken);
            while (true)
            {
                var read = await stream.ReadAsync(body.GetMemory(4096), cancellationToken);
                if (read == 0)
                    return JsonRepair.Of(body);
                body.Advance(read);
                if (body.Length > LargestBody)
                    throw TransportFaults.TooLarge(uri, (int)answer.StatusCode, LargestBody);
            }
        }
        catch
        {
            body.Dispose();
            throw;
        }
    }

    private static string BasicValue(string clientId, SecureString secret) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes($"{Uri.EscapeDataString(clientId)}:{Uri.EscapeDataString(SecureStrings.Reveal(secret))}"));

    private static string? RequestIdOf(HttpResponseHeaders headers)
    {
        foreach (var name in (string[])["x-auth0-requestid", "x-request-id", "cf-ray"])
        {
            if (headers.TryGetValues(name, out var values))
                return values.First();
        }

        return null;
    }
}
