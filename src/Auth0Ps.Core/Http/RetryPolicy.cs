using System.Globalization;
using Auth0Ps.State;

namespace Auth0Ps.Http;

/// <summary>
/// Exponential waits with jitter, bounded in count and time. Every attempt counts, and what a server says of the wait may lengthen it
/// but never shorten it.
/// </summary>
internal sealed class RetryPolicy(TimeProvider time)
{
    /// <summary>Attempts after an answer or failure that proves nothing.</summary>
    private const int UnknownOutcomes = 4;

    /// <summary>Attempts after a connection that never came about: a typing mistake should not take long to show.</summary>
    private const int FailedConnections = 2;

    private const int RateLimitWaits = 9;

    /// <summary>Of one request, whatever its attempts met.</summary>
    private const int MostAttempts = 12;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestBackoff = TimeSpan.FromSeconds(60);

    public Attempts Start(TenantRequest request, RateLimitGate gate) => new(request, gate, time);

    public static string? Describe(TimeSpan? wait) =>
        wait is { } delay ? string.Create(CultureInfo.InvariantCulture, $"next attempt in {delay.TotalSeconds:0.0} s") : null;

    /// <summary>Counts one request's attempts and decides on the next.</summary>
    internal sealed class Attempts(TenantRequest request, RateLimitGate gate, TimeProvider time)
    {
        private readonly long _started = time.GetTimestamp();
        private int _unknown;
        private int _connections;
        private int _limited;
        private bool _hadLost;

        public int Count { get; private set; }

        /// <summary>True when an attempt so far proved nothing about what was asked.</summary>
        public bool HadUnknown { get; private set; }

        /// <summary>The wait before another attempt, or null when this answer is final.</summary>
        public TimeSpan? AfterResponse(TenantResponse response)
        {
            Count++;
            response.Attempts = Count;
            response.FollowsUnknown = HadUnknown;
            response.FollowsLostAttempt = _hadLost;
            HadUnknown |= AuthErrorBody.OutcomeOf(response) == ResponseOutcome.Unknown;
            _hadLost |= response.Status is 408 or 425 or >= 500;

            // A rate limit that lasts longer than there is patience for is reported at once; a server error's word is not taken that seriously.
            if (response.Status == 429)
                return Bounded(RateLimitWaits, ref _limited, gate.WaitAfter(response));
            return request.Retry == RetryRule.Repeatable && response.Status is 408 or 425 or >= 500
                ? Bounded(UnknownOutcomes, ref _unknown, Shorter(response.RateLimit.RetryAfter ?? TimeSpan.Zero, LongestBackoff))
                : null;
        }

        public TimeSpan? AfterFailure(Auth0Exception failure)
        {
            Count++;
            HadUnknown |= !failure.NothingSent;
            _hadLost |= !failure.NothingSent;
            var neverSent = failure.NothingSent;
            failure.NothingSent = !HadUnknown;
            if (failure.IsLasting)
                return null;
            if (neverSent)
                return Bounded(FailedConnections, ref _connections, TimeSpan.Zero);
            return request.Retry == RetryRule.Repeatable ? Bounded(UnknownOutcomes, ref _unknown, TimeSpan.Zero) : null;
        }

        /// <summary>The wait before one more attempt of a kind, counted in every case; null when there are no more.</summary>
        private TimeSpan? Bounded(int most, ref int count, TimeSpan asked)
        {
            var backoff = Backoff(count);
            var wait = asked > backoff ? asked + Jitter(FirstWait) : backoff;
            return ++count <= most && Count < MostAttempts && !request.NoMoreAttempts.IsCancellationRequested && time.GetElapsedTime(_started) + wait <= TimeLimits.Default.Retrying
                ? wait
                : null;
        }

        private static TimeSpan Backoff(int attempt)
        {
            var wait = Shorter(FirstWait * Math.Pow(2, attempt), LongestBackoff);
            return wait + Jitter(wait / 2);
        }

        private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

        private static TimeSpan Jitter(TimeSpan upTo) => upTo * Random.Shared.NextDouble();
    }
}
