using System.Diagnostics;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Security;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Auth0Ps.Diagnostics;
using Auth0Ps.Insight;
using Auth0Ps.Rotation;
using Auth0Ps.Security;

namespace Auth0Ps.Http;

/// <summary>Sends requests to tenants: follows no redirect with a token, repeats what may be repeated, keeps to the rate limit.</summary>
/// <remarks>One instance serves a whole process, so that connections and knowledge of rate limits are shared.</remarks>
internal sealed class TenantHttp : IDisposable
{
    private const int LargestBody = 32 * 1024 * 1024;

    private static readonly string ProductVersion =
        typeof(TenantHttp).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? "0.0.0";

    // Auth0's telemetry header: base64url of {name, version}, as the official SDKs send it.
    private static readonly string Telemetry = TelemetryOf(new { name = ProofMark.Library, version = ProductVersion });

    private static readonly string ProofTelemetry =
        TelemetryOf(new { name = ProofMark.Library, version = ProductVersion, env = new Dictionary<string, string>(StringComparer.Ordinal) { [ProofMark.Member] = ProofMark.Purpose } });

    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    /// <summary>A wait as long as this is told.</summary>
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(1);

    private readonly HttpClient _client;
    private readonly TenantProxy _proxy;
    private readonly RateLimitGates _gates;
    private readonly TimeProvider _time;
    private readonly RetryPolicy _policy;

    /// <summary>Creates a sender.</summary>
    /// <param name="time">The clock for waits; the system's when null.</param>
    public TenantHttp(TimeProvider? time = null)
        : this(time, proxy: null)
    {
    }

    /// <summary>Creates a sender that goes through another proxy than the system's.</summary>
    internal TenantHttp(TimeProvider? time, IWebProxy? proxy)
    {
        _time = time ?? TimeProvider.System;
        _proxy = new TenantProxy(proxy);
        _gates = new RateLimitGates(_time);
        _policy = new RetryPolicy(_time);
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

    /// <summary>How long one attempt may take from connecting to the last byte.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    internal TimeProvider Time => _time;

    /// <summary>The proxy that requests to an address go through; null when they go there directly.</summary>
    internal Uri? ProxyFor(Uri address) => _proxy.GetProxy(address);

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <summary>Sends until there is an answer that another attempt would not better, or attempts and time are used up.</summary>
    /// <exception cref="Auth0Exception">No answer came at all.</exception>
    internal async Task<TenantResponse> SendAsync(TenantRequest request, RequestObserver? observer, CancellationToken cancellationToken)
    {
        using var activity = Measurements.Request(request);
        var gate = _gates.For(request.Method, request.Uri);
        var attempts = _policy.Start(request, gate);
        await WaitForTurnAsync(gate, request, observer, cancellationToken);
        while (true)
        {
            var started = Stopwatch.GetTimestamp();
            TenantResponse? response = null;
            Auth0Exception? failure = null;
            var term = await AllowAsync(request, gate, cancellationToken);
            var sent = _time.GetTimestamp();
            try
            {
                response = await AttemptAsync(request, term, cancellationToken);
                gate.Learn(response, _time.GetElapsedTime(sent));
            }
            catch (Auth0Exception exception) when (exception.Reason == ErrorReason.RotationBusy)
            {
                // Stopped when the first byte was about to leave.
                gate.Forget();
                throw;
            }
            catch (Auth0Exception exception)
            {
                gate.Forget();
                failure = exception;
            }
            catch (OperationCanceledException)
            {
                gate.Forget();
                throw;
            }

            var wait = response is null ? attempts.AfterFailure(failure!) : attempts.AfterResponse(response);
            Measurements.Attempt(request, activity, response?.Status, Stopwatch.GetElapsedTime(started), wait);
            observer?.Invoke(new RequestTrace(
                request.Method.Method,
                request.Uri.AbsolutePath,
                response?.Status,
                Stopwatch.GetElapsedTime(started),
                RetryPolicy.Describe(wait))
            {
                Wait = wait,
            });

            if (wait is null || !await WaitForNextAsync(gate, wait.Value, request, observer, cancellationToken))
                return response ?? throw failure!;
            response?.Dispose();
        }
    }

    /// <summary>Waits for a place in the tenant's allowance. Before the first attempt a stop simply ends the wait: nothing was sent.</summary>
    private async Task WaitForTurnAsync(RateLimitGate gate, TenantRequest request, RequestObserver? observer, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(request.NoMoreAttempts, cancellationToken);
        await EnterAsync(gate, request, observer, either.Token);
    }

    /// <summary>Waits before another attempt; false when a stop says that the last answer has to do.</summary>
    private async Task<bool> WaitForNextAsync(RateLimitGate gate, TimeSpan wait, TenantRequest request, RequestObserver? observer, CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(request.NoMoreAttempts, cancellationToken);
        try
        {
            await Task.Delay(wait, _time, either.Token);
            await EnterAsync(gate, request, observer, either.Token);
            return true;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }

    /// <summary>Waits for a turn, and says so when that takes noticeably long.</summary>
    private async Task EnterAsync(RateLimitGate gate, TenantRequest request, RequestObserver? observer, CancellationToken cancellationToken)
    {
        var turn = gate.EnterAsync(cancellationToken);
        if (turn.IsCompletedSuccessfully)
            return;

        var since = _time.GetTimestamp();
        if (!turn.IsCompleted && observer is not null)
        {
            using var come = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            await Task.WhenAny(turn, Task.Delay(Noticeable, _time, come.Token));
            await come.CancelAsync();
            if (!turn.IsCompleted)
                observer(new RequestTrace(request.Method.Method, request.Uri.AbsolutePath, Status: null, Noticeable, gate.WhatIsWaitedFor) { IsWaitingForTurn = true });
        }

        await turn;
        Measurements.Turn(_time.GetElapsedTime(since));
    }

    private static async Task<LeaseTerm> AllowAsync(TenantRequest request, RateLimitGate gate, CancellationToken cancellationToken)
    {
        if (request.BeforeAttempt is not { } ask)
            return LeaseTerm.OfProcess;
        try
        {
            return await ask(cancellationToken);
        }
        catch
        {
            gate.Forget();
            throw;
        }
    }

    private async Task<TenantResponse> AttemptAsync(TenantRequest request, LeaseTerm term, CancellationToken cancellationToken)
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        timeout.CancelAfter(AttemptTimeout);
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
            throw TransportFaults.TimedOut(request.Uri, ProxyFor(request.Uri), connected ? AttemptTimeout : ConnectTimeout, connected, exception);
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

    private static string BasicValue(string clientId, System.Security.SecureString secret) =>
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
