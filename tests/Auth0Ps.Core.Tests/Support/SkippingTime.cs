namespace Auth0Ps.Core.Tests.Support;

/// <summary>A clock that stands still, and jumps to the end of each wait: what waits for minutes takes no time, however busy the machine is.</summary>
internal sealed class SkippingTime : TimeProvider
{
    private readonly DateTimeOffset _origin = System.GetUtcNow();
    private long _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _origin + TimeSpan.FromTicks(Interlocked.Read(ref _passed));

    public override long GetTimestamp() => Interlocked.Read(ref _passed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        if (dueTime > TimeSpan.Zero)
            Interlocked.Add(ref _passed, dueTime.Ticks);
        return System.CreateTimer(callback, state, dueTime == Timeout.InfiniteTimeSpan ? dueTime : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }
}
