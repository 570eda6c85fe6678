namespace Auth0Ps.Http;

/// <summary>
/// Lets requests through at the pace the tenant's token bucket refills, so that many callers use the whole allowance and
/// seldom meet a 429.
/// </summary>
/// <remarks>
/// Auth0 tells the bucket's size, what remains and when it is full again (Auth0 docs, "Rate limit policy"); the pace follows
/// from these. Until an answer has told them nothing is held back. Whole seconds make the pace seem slower than it is,
/// never faster, so the fastest one seen lately counts; a 429 takes it down again.
/// </remarks>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose of.
internal sealed class RateLimitGate(TimeProvider time)
#pragma warning restore CA1001
{
    private const double Slowdown = 0.8;
    private const double Forgetting = 0.999;

    // A shorter remainder than this is mostly rounding.
    private static readonly TimeSpan ShortestTellingReset = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan WaitWithoutWord = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    private readonly object _lock = new();
    private readonly SemaphoreSlim _turnstile = new(1, 1);
    private readonly ServerClock _clock = new(time);
    private double? _perSecond;
    private double _level;
    private long _levelAt;
    private long _slowedAt;
    private int _size;
    private int _underWay;

    /// <summary>Waits for a place; callers pass one after the other. Each pass is followed by <see cref="Learn"/> or <see cref="Forget"/>.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await _turnstile.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                var wait = TryTake();
                if (wait <= TimeSpan.Zero)
                    return;

                // In short pauses, because an answer that comes meanwhile may know better.
                await Task.Delay(wait < LongestPause ? wait : LongestPause, time, cancellationToken);
            }
        }
        finally
        {
            _turnstile.Release();
        }
    }

    /// <summary>Takes what an answer tells of the bucket.</summary>
    public void Learn(TenantResponse response)
    {
        lock (_lock)
        {
            _underWay--;
            _clock.Learn(response.ServerTime);
            if (response.RateLimit is not { Limit: { } size and > 0, Remaining: { } remaining, ResetsAt: { } reset })
                return;

            Refill();
            _size = size;
            LearnPace(size - remaining, reset - _clock.Now);
            if (response.Status == 429)
            {
                SlowDown();
                return;
            }

            // Requests under way may or may not be counted in what remains.
            _level = Math.Clamp(_level, Math.Min(remaining - _underWay, remaining), remaining);
        }
    }

    /// <summary>For a request that got no answer.</summary>
    public void Forget()
    {
        lock (_lock)
            _underWay--;
    }

    /// <summary>
    /// How long a request waits after its n-th 429: as long as the server says when it says so, else for one refill, doubled each
    /// time, at the longest until the bucket is full.
    /// </summary>
    public TimeSpan WaitAfter(TenantResponse response, int refusals)
    {
        if (response.RateLimit.RetryAfter is { } asked)
            return asked;

        lock (_lock)
        {
            var untilFull = response.RateLimit.ResetsAt is { } reset && reset > _clock.Now ? reset - _clock.Now : WaitWithoutWord;
            var wait = (_perSecond is { } pace ? TimeSpan.FromSeconds(1 / pace) : WaitWithoutWord) * Math.Pow(2, Math.Min(refusals, 16));
            return wait < untilFull ? wait : untilFull;
        }
    }

    private TimeSpan TryTake()
    {
        lock (_lock)
        {
            Refill();
            if (_perSecond is { } pace && _level < 1)
                return TimeSpan.FromSeconds((1 - _level) / pace) + TimeSpan.FromMilliseconds(1);

            _level--;
            _underWay++;
            return TimeSpan.Zero;
        }
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        if (_perSecond is { } pace)
            _level = Math.Min(_size, _level + (time.GetElapsedTime(_levelAt, now).TotalSeconds * pace));
        _levelAt = now;
    }

    /// <summary>Once for all the refusals that parallel requests meet at the same moment.</summary>
    private void SlowDown()
    {
        _level = 0;
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_slowedAt, now) < LongestPause)
            return;
        _slowedAt = now;
        _perSecond *= Slowdown;
    }

    private void LearnPace(int missing, TimeSpan untilFull)
    {
        if (missing <= 0 || untilFull < ShortestTellingReset)
            return;

        var seen = missing / untilFull.TotalSeconds;
        _perSecond = _perSecond is { } known ? Math.Max(seen, known * Forgetting) : seen;
    }
}
