using System.Globalization;

namespace Auth0Ps.Http;

/// <summary>
/// Lets requests through at the pace the tenant's token bucket refills, so that many callers use the whole allowance and
/// seldom meet a 429.
/// </summary>
/// <remarks>
/// Auth0 says how large the bucket is, what remains and when it is full again (Auth0 docs, "Rate limit policy"); the pace follows
/// from these. Until an answer has said so nothing is held back. Whole seconds make the pace seem slower than it is,
/// never faster, and what an answer took longer than others is counted as time that it lay here, so the fastest pace seen lately counts.
/// What a 429 says is that others draw from the bucket as well: each one halves the share of the pace that is taken for one's own, which grows
/// again slowly, so that any number of processes come to share the allowance without knowing of each other. What refills slower than any tenant's bucket does
/// (an application's token quota, a limit of five a day) is another matter: it holds back nobody, and who meets it gets the 429.
/// </remarks>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose of.
internal sealed class RateLimitGate(TimeProvider time)
#pragma warning restore CA1001
{
    private const double Forgetting = 0.999;
    private const double SmallestShare = 0.02;

    /// <summary>By how much one's share of the pace grows in a second.</summary>
    private const double Growth = 0.02;

    /// <summary>Requests a second; the slowest published bucket of a tenant refills at more than one.</summary>
    private const double SlowestPace = 0.1;

    // A shorter remainder than this is mostly rounding.
    private static readonly TimeSpan ShortestTellingReset = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(1);

    /// <summary>Refusals that follow each other faster are of requests that went out together.</summary>
    private static readonly TimeSpan SameRefusal = TimeSpan.FromMilliseconds(500);

    /// <summary>After this a request goes out all the same, and the tenant's answer says whether it may.</summary>
    private static readonly TimeSpan LongestTurn = TimeSpan.FromSeconds(10);

    private readonly object _lock = new();
    private readonly SemaphoreSlim _turnstile = new(1, 1);
    private readonly ServerClock _clock = new(time);
    private TimeSpan? _quickest;
    private double? _perSecond;
    private double _share = 1;
    private double _level;
    private long _levelAt;
    private long _slowedAt;
    private int _size;
    private int _underWay;

    /// <summary>What a request that has to wait waits for, in words.</summary>
    public string WhatIsWaitedFor
    {
        get
        {
            lock (_lock)
            {
                return _perSecond is { } pace
                    ? string.Create(CultureInfo.InvariantCulture, $"waits for its turn: the tenant's rate limit allows about {pace:0.0} requests a second")
                    : "waits for its turn within the tenant's rate limit";
            }
        }
    }

    /// <summary>Waits for a place; callers pass one after the other. Each pass is followed by <see cref="Learn"/> or <see cref="Forget"/>.</summary>
    public async Task EnterAsync(CancellationToken cancellationToken)
    {
        await _turnstile.WaitAsync(cancellationToken);
        try
        {
            var since = time.GetTimestamp();
            while (true)
            {
                var left = LongestTurn - time.GetElapsedTime(since);
                var wait = TryTake(evenWithoutPlace: left <= TimeSpan.Zero);
                if (wait <= TimeSpan.Zero)
                    return;

                // In short pauses, because an answer that comes meanwhile may know better.
                var pause = wait < LongestPause ? wait : LongestPause;
                await Task.Delay(pause < left ? pause : left, time, cancellationToken);
            }
        }
        finally
        {
            _turnstile.Release();
        }
    }

    /// <summary>Takes from an answer what it says of the bucket.</summary>
    /// <param name="response">The answer.</param>
    /// <param name="took">How long ago its request was sent.</param>
    public void Learn(TenantResponse response, TimeSpan took)
    {
        lock (_lock)
        {
            _underWay--;
            _clock.Learn(response.ServerTime);
            _quickest = _quickest is { } quickest && quickest < took ? quickest / Forgetting : took;
            var lay = took > _quickest ? took - _quickest.Value : TimeSpan.Zero;
            if (IsOfQuota(response) || response.RateLimit is not { Limit: { } size and > 0, Remaining: { } remaining, ResetsAt: { } reset })
                return;

            var pace = PaceOf(size - remaining, reset - _clock.Now + lay);
            if (remaining <= 0 && pace < SlowestPace)
                return;

            Refill();
            _size = size;
            if (pace >= SlowestPace)
                _perSecond = _perSecond is { } known ? Math.Max(pace.Value, known * Forgetting) : pace;
            if (response.Status == 429)
            {
                SlowDown();
                return;
            }

            // Requests under way may or may not be counted in what remains.
            _level = Math.Clamp(_level, Math.Min((remaining * _share) - _underWay, remaining), remaining);
        }
    }

    /// <summary>For a request that got no answer.</summary>
    public void Forget()
    {
        lock (_lock)
            _underWay--;
    }

    /// <summary>How long a 429 asks to wait: by its own word, else until the bucket should have one place again; nothing where it does not say.</summary>
    public TimeSpan WaitAfter(TenantResponse response)
    {
        if (response.RateLimit.RetryAfter is { } asked)
            return asked;
        if (response.RateLimit.UsedUp is { } quota)
            return quota.ResetsIn;

        lock (_lock)
        {
            return response.RateLimit is { Limit: { } size and > 0, ResetsAt: { } reset } && reset > _clock.Now
                ? (reset - _clock.Now) / size
                : TimeSpan.Zero;
        }
    }

    /// <summary>An application's or organization's token quota has headers of its own, and lends the tenant's names to what it says.</summary>
    private static bool IsOfQuota(TenantResponse response) =>
        response.RateLimit.Quotas.Count > 0
        || (response.Status == 429 && AuthErrorBody.From(response)?.Message.Contains("quota", StringComparison.OrdinalIgnoreCase) == true);

    private static double? PaceOf(int missing, TimeSpan untilFull) =>
        missing > 0 && untilFull >= ShortestTellingReset ? missing / untilFull.TotalSeconds : null;

    private TimeSpan TryTake(bool evenWithoutPlace)
    {
        lock (_lock)
        {
            Refill();
            if (_perSecond is { } pace && _level < 1)
            {
                if (!evenWithoutPlace)
                    return TimeSpan.FromSeconds((1 - _level) / (pace * _share)) + TimeSpan.FromMilliseconds(1);

                // What is owed is forgotten, or the next one would wait for this one too.
                _level = 1;
            }

            _level--;
            _underWay++;
            return TimeSpan.Zero;
        }
    }

    private void Refill()
    {
        var now = time.GetTimestamp();
        var passed = time.GetElapsedTime(_levelAt, now).TotalSeconds;
        if (_perSecond is { } pace)
            _level = Math.Min(_size, _level + (passed * pace * _share));
        _share = Math.Min(1, _share + (passed * Growth));
        _levelAt = now;
    }

    /// <summary>Once for all the refusals that parallel requests meet at the same moment.</summary>
    private void SlowDown()
    {
        _level = 0;
        var now = time.GetTimestamp();
        if (time.GetElapsedTime(_slowedAt, now) < SameRefusal)
            return;
        _slowedAt = now;
        _share = Math.Max(SmallestShare, _share / 2);
    }
}
