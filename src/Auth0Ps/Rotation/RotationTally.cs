namespace Auth0Ps.Rotation;

/// <summary>Counts what one command does, for progress and for what is said at its end.</summary>
internal sealed class RotationTally
{
    private readonly object _lock = new();
    private readonly List<Auth0Exception> _failures = [];
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private int _total;
    private int _done;
    private int _undelivered;

    public int Total => _total;

    public int Done => _done;

    public int Percent => _total == 0 ? 0 : Math.Min(100, _done * 100 / _total);

    /// <summary>At the pace so far; null while nothing is done.</summary>
    public TimeSpan? Remaining =>
        _done == 0 ? null : TimeProvider.System.GetElapsedTime(_began) / _done * (_total - _done);

    public IReadOnlyList<Auth0Exception> Failures
    {
        get
        {
            lock (_lock)
                return [.. _failures];
        }
    }

    public int UndeliveredSecrets => _undelivered;

    public void Started() => Interlocked.Increment(ref _total);

    public void Finished() => Interlocked.Increment(ref _done);

    public void Failed(Auth0Exception failure)
    {
        lock (_lock)
            _failures.Add(failure);
    }

    public void Undelivered(Auth0SecretRotationResult result)
    {
        if (result.Credential is not null)
            Interlocked.Increment(ref _undelivered);
    }
}
