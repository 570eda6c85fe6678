using System.Security.Cryptography;
using System.Text;
using Auth0Ps.Sandbox.Authentication;
using Auth0Ps.Sandbox.Faults;
using Auth0Ps.Sandbox.Http;
using Auth0Ps.Sandbox.Logging;
using Auth0Ps.Sandbox.Management;
using Auth0Ps.Sandbox.MyAccount;
using Auth0Ps.Sandbox.RateLimits;

namespace Auth0Ps.Sandbox;

/// <summary>What happens to every request: latency, faults, rate limit, the API itself, the log.</summary>
internal sealed class TenantApplication : IHttpApplication
{
    private readonly AuthenticationApi _authentication;
    private readonly ManagementApi _management;
    private readonly MyAccountApi _myAccount;
    private readonly RateLimiter _limiter;
    private readonly FaultScript _faults;
    private readonly RequestLog _log;
    private readonly TimeProvider _time;
    private readonly CancellationToken _stopping;
    private readonly Action<string> _reportProblem;
    private readonly TimeSpan _there;
    private readonly TimeSpan _back;

    public TenantApplication(
        AuthenticationApi authentication,
        ManagementApi management,
        MyAccountApi myAccount,
        RateLimiter limiter,
        FaultScript faults,
        RequestLog log,
        SandboxOptions options,
        CancellationToken stopping)
    {
        _authentication = authentication;
        _management = management;
        _myAccount = myAccount;
        _limiter = limiter;
        _faults = faults;
        _log = log;
        _stopping = stopping;
        _time = options.TimeProvider;
        _reportProblem = options.ReportProblem;
        // Half of it on the way there, half on the way back: a client that gives up may or may not have changed something.
        _there = TimeSpan.FromMilliseconds(Math.Floor(options.Latency.TotalMilliseconds / 2));
        _back = options.Latency - _there;
    }

    public async ValueTask<HttpReply> HandleAsync(HttpRequest request, CancellationToken aborted)
    {
        var arrived = _time.GetUtcNow();
        var fault = _faults.Next(request);
        var reply = HttpReply.Abandoned;
        try
        {
            reply = await ReplyAsync(request, fault, aborted);
        }
        finally
        {
            _log.Add(new RequestLogEntry(
                arrived,
                request.Method,
                request.Path,
                reply.Response?.StatusCode ?? 0,
                SentSecret.Hash(request),
                fault is null ? null : FaultRules.NameOf(fault.Action)));
        }

        return reply;
    }

    private async ValueTask<HttpReply> ReplyAsync(HttpRequest request, FaultRule? fault, CancellationToken aborted)
    {
        await DelayAsync(_there, aborted);
        switch (fault?.Action)
        {
            case FaultAction.Timeout:
                await HoldAsync(aborted);
                return HttpReply.Abandoned;
            case FaultAction.DropBefore:
                return HttpReply.Reset;
            case FaultAction.DropAfter:
                // Not subject to the rate limit: the script says that the change is carried out.
                Handle(request);
                await DelayAsync(_back, aborted);
                return HttpReply.Reset;
        }

        var response = fault is null ? Limited(request) : Scripted(request, fault);
        // Support asks for it. Name and shape as seen on the Authentication API, unconfirmed on the other; a proxy's page has none.
        if (fault?.Body is null)
            response.With("x-auth0-requestid", RandomNumberGenerator.GetHexString(20, lowercase: true));
        await DelayAsync(_back, aborted);
        return HttpReply.Answer(response);
    }

    // Until the client leaves or the sandbox stops.
    private async Task HoldAsync(CancellationToken aborted)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(aborted, _stopping);
        await Task.Delay(Timeout.InfiniteTimeSpan, either.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private HttpResponse Limited(HttpRequest request)
    {
        if (_limiter.For(request) is not { } bucket)
            return Handle(request);
        var state = bucket.Take();
        return _limiter.Describe(state.Allowed ? Handle(request) : Refusal(request, 429), state);
    }

    private HttpResponse Handle(HttpRequest request)
    {
        try
        {
            if (request.Path.StartsWith(ManagementApi.Prefix, StringComparison.Ordinal))
                return _management.Handle(request);
            if (request.Path.StartsWith(MyAccountApi.Prefix, StringComparison.Ordinal))
                return _myAccount.Handle(request);
            // Unconfirmed shape of the answer for paths that exist nowhere.
            return _authentication.Handle(request) ?? ManagementResponses.Error(ManagementErrors.NotFound());
        }
        catch (Exception problem)
        {
            // A full disk under the state file, or a defect: one request fails, the tenant lives on.
            _reportProblem($"{request.Method} {request.Path} failed: {problem}");
            return Refusal(request, 500);
        }
    }

    private HttpResponse Scripted(HttpRequest request, FaultRule fault)
    {
        var response = fault.Body is { } body
            ? new HttpResponse(fault.Status!.Value, Encoding.UTF8.GetBytes(body), fault.ContentType ?? "text/html; charset=utf-8")
            : Refusal(request, fault.Status!.Value);
        return _limiter.For(request) is { } bucket
            ? _limiter.Describe(response, fault.Status == 429 ? bucket.PretendEmpty() : bucket.Peek())
            : response;
    }

    // In the error shape of the API that was called.
    private static HttpResponse Refusal(HttpRequest request, int statusCode)
    {
        if (request.Path.StartsWith("/api/", StringComparison.Ordinal))
        {
            return statusCode == 429
                ? ManagementResponses.Error(ManagementErrors.TooManyRequests())
                : ManagementResponses.Error(statusCode, ReasonPhrases.For(statusCode), ReasonPhrases.For(statusCode), statusCode == 500 ? "internal_error" : null);
        }

        return OAuthResponses.Error(statusCode switch
        {
            429 => OAuthErrors.TooManyRequests(),
            >= 500 => new OAuthException(statusCode, "server_error", ReasonPhrases.For(statusCode)),
            _ => new OAuthException(statusCode, "access_denied", ReasonPhrases.For(statusCode)),
        });
    }

    private ValueTask DelayAsync(TimeSpan delay, CancellationToken aborted) => delay > TimeSpan.Zero
        ? new ValueTask(Task.Delay(delay, _time, aborted))
        : ValueTask.CompletedTask;
}
