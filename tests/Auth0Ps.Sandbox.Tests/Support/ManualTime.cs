namespace Auth0Ps.Sandbox.Tests.Support;

/// <summary>A clock that moves only when told. Timers stay real: nothing here waits for them.</summary>
internal sealed class ManualTime : TimeProvider
{
    private readonly object _lock = new();
    private DateTimeOffset _now = new(2030, 1, 2, 3, 4, 5, TimeSpan.Zero);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow()
    {
        lock (_lock)
            return _now;
    }

    public override long GetTimestamp() => GetUtcNow().Ticks;

    public void Advance(TimeSpan time)
    {
        lock (_lock)
            _now += time;
    }
}
