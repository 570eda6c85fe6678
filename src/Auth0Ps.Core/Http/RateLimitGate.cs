using System.Collections.Concurrent;

namespace Auth0Ps.Http;

/// <summary>Holds a tenant's requests back while its bucket is known to be empty, so that parallel callers do not run into it one by one.</summary>
internal sealed class RateLimitGate(TimeProvider time)
{
    private static readonly TimeSpan WithoutWord = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private DateTimeOffset _closedUntil = DateTimeOffset.MinValue;

    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            TimeSpan wait;
            lock (_lock)
                wait = _closedUntil - time.GetUtcNow();
            if (wait <= TimeSpan.Zero)
                return;
            await Task.Delay(wait, time, cancellationToken);
        }
    }

    public void Learn(TenantResponse response)
    {
        if (response.Status != 429)
            return;

        var until = time.GetUtcNow() + WaitAfter(response, time);
        lock (_lock)
        {
            if (until > _closedUntil)
                _closedUntil = until;
        }
    }

    /// <summary>How long the server wants us to wait: Retry-After, else the reset against the server's own clock, else a second.</summary>
    public static TimeSpan WaitAfter(TenantResponse response, TimeProvider time)
    {
        var limit = response.RateLimit;
        if (limit.RetryAfter is { } asked)
            return asked;
        if (limit.ResetsAt is not { } reset)
            return WithoutWord;

        // Against the answer's Date, because this machine's clock may be wrong.
        var wait = reset - (response.ServerTime ?? time.GetUtcNow());
        return wait > TimeSpan.Zero ? wait : WithoutWord / 4;
    }
}

/// <summary>One gate for each API of each tenant: both APIs have buckets of their own.</summary>
internal sealed class RateLimitGates(TimeProvider time)
{
    private readonly ConcurrentDictionary<(string Authority, bool Management), RateLimitGate> _gates = new();

    public RateLimitGate For(Uri uri) =>
        _gates.GetOrAdd(
            (uri.Authority, uri.AbsolutePath.StartsWith("/api/v2/", StringComparison.Ordinal)),
            _ => new RateLimitGate(time));
}
