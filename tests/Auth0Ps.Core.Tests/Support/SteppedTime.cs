namespace Auth0Ps.Core.Tests.Support;

/// <summary>A clock that stands still until something waits for it, and then is there at once.</summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly DateTimeOffset _origin = DateTimeOffset.UnixEpoch.AddYears(57);
    private long _passed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _origin.AddTicks(Interlocked.Read(ref _passed));

    public override long GetTimestamp() => Interlocked.Read(ref _passed);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        Pass(dueTime);
        return System.CreateTimer(callback, state, TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Lets time pass.</summary>
    public void Pass(TimeSpan time) => Interlocked.Add(ref _passed, time.Ticks);
}
