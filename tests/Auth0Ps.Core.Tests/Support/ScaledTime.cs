namespace Auth0Ps.Core.Tests.Support;

/// <summary>A clock that runs faster than the wall's, so that patience of half a minute takes a test a second.</summary>
internal sealed class ScaledTime(double factor) : TimeProvider
{
    private readonly DateTimeOffset _origin = System.GetUtcNow();
    private readonly long _started = System.GetTimestamp();

    public override DateTimeOffset GetUtcNow() => _origin + (System.GetElapsedTime(_started) * factor);

    public override long GetTimestamp() => _started + (long)((System.GetTimestamp() - _started) * factor);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        System.CreateTimer(callback, state, Scale(dueTime), Scale(period));

    private TimeSpan Scale(TimeSpan time) => time == Timeout.InfiniteTimeSpan ? time : time / factor;
}
