namespace Auth0Ps.Sandbox.RateLimits;

/// <summary>One token bucket. Fills continuously; Auth0 fills per-minute limits by the second, which no caller can tell from the headers.</summary>
internal sealed class TokenBucket
{
    private readonly object _lock = new();
    private readonly RateLimitProfile.BucketSize _size;
    private readonly TimeProvider _time;
    private double _tokens;
    private long _filledAt;

    public TokenBucket(RateLimitProfile.BucketSize size, TimeProvider time)
    {
        _size = size;
        _time = time;
        _tokens = size.Burst;
        _filledAt = time.GetTimestamp();
    }

    /// <summary>Takes a token if there is one.</summary>
    public RateLimitState Take()
    {
        lock (_lock)
        {
            Fill();
            var allowed = _tokens >= 1;
            if (allowed)
                _tokens--;
            return State(allowed);
        }
    }

    /// <summary>What the headers say now, without taking anything.</summary>
    public RateLimitState Peek()
    {
        lock (_lock)
        {
            Fill();
            return State(allowed: true);
        }
    }

    /// <summary>What the headers would say if the bucket had just been emptied: for a scripted 429.</summary>
    public RateLimitState PretendEmpty() => new(false, _size.Burst, 0, ResetAfter(_size.Burst), RetryAfter(1));

    private void Fill()
    {
        var now = _time.GetTimestamp();
        // A bucket that is never empty fills infinitely fast, also in no time at all.
        _tokens = double.IsInfinity(_size.PerSecond)
            ? _size.Burst
            : Math.Min(_size.Burst, _tokens + (_time.GetElapsedTime(_filledAt, now).TotalSeconds * _size.PerSecond));
        _filledAt = now;
    }

    private RateLimitState State(bool allowed) =>
        new(allowed, _size.Burst, (int)_tokens, ResetAfter(_size.Burst - _tokens), RetryAfter(1 - _tokens));

    private long ResetAfter(double missing) =>
        (long)Math.Ceiling((_time.GetUtcNow() + TimeSpan.FromSeconds(missing / _size.PerSecond)).ToUnixTimeMilliseconds() / 1000.0);

    private int RetryAfter(double missing) => (int)Math.Max(1, Math.Ceiling(missing / _size.PerSecond));
}

/// <summary>What a bucket says about one request.</summary>
/// <param name="Allowed">Whether the request may proceed.</param>
/// <param name="Limit">The size of the bucket.</param>
/// <param name="Remaining">Whole tokens left.</param>
/// <param name="Reset">Unix time in seconds, rounded up, at which the bucket is full again.</param>
/// <param name="RetryAfter">Seconds until one more request would be allowed, at least one.</param>
internal readonly record struct RateLimitState(bool Allowed, int Limit, int Remaining, long Reset, int RetryAfter);
