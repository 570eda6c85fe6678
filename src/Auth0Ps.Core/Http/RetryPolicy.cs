using System.Globalization;

namespace Auth0Ps.Http;

/// <summary>Exponential waits with jitter that honour the server's own word, bounded in count and time.</summary>
internal sealed class RetryPolicy(TimeProvider time)
{
    /// <summary>Attempts after an answer or failure that proves nothing.</summary>
    private const int UnknownOutcomes = 4;

    /// <summary>Attempts after a connection that never came about: a typing mistake should not take long to show.</summary>
    private const int FailedConnections = 2;

    private const int RateLimitWaits = 40;

    private static readonly TimeSpan FirstWait = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(5);

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

        /// <summary>The wait before another attempt, or null when this answer stands.</summary>
        public TimeSpan? AfterResponse(TenantResponse response)
        {
            Count++;
            response.Attempts = Count;
            response.FollowsUnknown = HadUnknown;
            response.FollowsLostAttempt = _hadLost;
            HadUnknown |= AuthErrorBody.OutcomeOf(response) == ResponseOutcome.Unknown;
            _hadLost |= response.Status is 408 or 425 or >= 500;
            if (response.Status == 429)
                return Bounded(_limited < RateLimitWaits, gate.WaitAfter(response, _limited++) + Jitter(TimeSpan.FromMilliseconds(100)));
            if (request.Retry == RetryRule.Repeatable && response.Status is 408 or 425 or >= 500)
                return Bounded(_unknown < UnknownOutcomes, response.RateLimit.RetryAfter ?? Backoff(_unknown++));
            return null;
        }

        public TimeSpan? AfterFailure(Auth0Exception failure)
        {
            Count++;
            HadUnknown |= !TransportFaults.NeverSent(failure);
            _hadLost |= !TransportFaults.NeverSent(failure);
            failure.NothingSent = !HadUnknown;
            if (failure.Reason is ErrorReason.HostNotFound or ErrorReason.CertificateRefused)
                return null;
            if (TransportFaults.NeverSent(failure))
                return Bounded(_connections < FailedConnections, Backoff(_connections++));
            return request.Retry == RetryRule.Repeatable
                ? Bounded(_unknown < UnknownOutcomes, Backoff(_unknown++))
                : null;
        }

        private TimeSpan? Bounded(bool another, TimeSpan wait)
        {
            if (!another || request.NoMoreAttempts.IsCancellationRequested || time.GetElapsedTime(_started) + wait > Patience)
                return null;
            return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > LongestWait ? LongestWait : wait;
        }

        private static TimeSpan Backoff(int attempt)
        {
            var wait = FirstWait * Math.Pow(2, attempt);
            return wait + Jitter(wait / 2);
        }

        private static TimeSpan Jitter(TimeSpan upTo) => upTo * Random.Shared.NextDouble();
    }
}
