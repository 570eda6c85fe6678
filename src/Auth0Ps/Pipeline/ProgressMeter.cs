using System.Management.Automation;

namespace Auth0Ps.Pipeline;

/// <summary>Shows progress from the second second on, a few times a second, and takes it away at the end.</summary>
internal sealed class ProgressMeter(Action<ProgressRecord> write, string activity) : IDisposable
{
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private static int _lastId;

    private readonly int _id = Interlocked.Increment(ref _lastId);
    private readonly long _started = TimeProvider.System.GetTimestamp();
    private readonly object _lock = new();
    private TimeSpan _shownAt;
    private TimeSpan _elsewhere;

    /// <summary>Says how far the work is.</summary>
    /// <param name="status">What is being done.</param>
    /// <param name="percent">0 to 100, or null when the end is not known.</param>
    /// <param name="remaining">The time left, when it can be told.</param>
    public void Report(string status, int? percent, TimeSpan? remaining = null)
    {
        lock (_lock)
        {
            var elapsed = TimeProvider.System.GetElapsedTime(_started) - _elsewhere;
            if (elapsed < Silence || elapsed - _shownAt < Pace)
                return;
            _shownAt = elapsed;
        }

        write(new ProgressRecord(_id, activity, status)
        {
            PercentComplete = percent ?? -1,
            SecondsRemaining = remaining is { } left ? (int)Math.Ceiling(left.TotalSeconds) : -1,
        });
    }

    /// <summary>Waits for those who take what is written; that time is theirs, and their progress to show.</summary>
    /// <param name="taken">Ends when it was taken.</param>
    public async Task<T> ExceptAsync<T>(Task<T> taken)
    {
        var began = TimeProvider.System.GetTimestamp();
        try
        {
            return await taken;
        }
        finally
        {
            lock (_lock)
                _elsewhere += TimeProvider.System.GetElapsedTime(began);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            if (_shownAt == TimeSpan.Zero)
                return;
        }

        write(new ProgressRecord(_id, activity, "Done") { RecordType = ProgressRecordType.Completed });
    }
}
