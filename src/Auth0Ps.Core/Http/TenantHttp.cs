using System.Diagnostics;
using System.Net;
using Auth0Ps.Diagnostics;
using Auth0Ps.Rotation;

namespace Auth0Ps.Http;

/// <summary>Sends requests to tenants: follows no redirect with a token, repeats what may be repeated, keeps to the rate limit.</summary>
/// <remarks>One instance serves a whole process, so that connections and knowledge of rate limits are shared.</remarks>
internal sealed class TenantHttp : IDisposable
{
    /// <summary>A wait as long as this is told.</summary>
    private static readonly TimeSpan Noticeable = TimeSpan.FromSeconds(1);

    private readonly HttpAttempt _attempt;
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
        _attempt = new HttpAttempt(proxy);
        _gates = new RateLimitGates(_time);
        _policy = new RetryPolicy(_time);
    }

    /// <summary>How long one attempt may take from connecting to the last byte.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    internal TimeProvider Time => _time;

    /// <summary>The proxy that requests to an address go through; null when they go there directly.</summary>
    internal Uri? ProxyFor(Uri address) => _attempt.ProxyFor(address);

    /// <inheritdoc/>
    public void Dispose() => _attempt.Dispose();

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
                response = await _attempt.SendAsync(request, term, AttemptTimeout, cancellationToken);
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
}
