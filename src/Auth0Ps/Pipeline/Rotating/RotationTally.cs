namespace Auth0Ps.Pipeline.Rotating;

/// <summary>Counts what one command does, for progress and for what is said at its end, or when it is stopped.</summary>
internal sealed class RotationTally
{
    private const int NamesShown = 5;

    private readonly object _lock = new();
    private readonly List<Auth0Exception> _failures = [];
    private readonly List<string> _waiting = [];
    private readonly List<string> _underWay = [];
    private readonly List<Auth0SecretRotationResult> _undelivered = [];
    private readonly Dictionary<RotationStatus, int> _ended = [];
    private readonly long _began = TimeProvider.System.GetTimestamp();
    private bool _moreMayCome = true;
    private int _total;
    private int _done;

    /// <summary>How many there are; null while the pipeline may bring more.</summary>
    public int? Total => _moreMayCome ? null : _total;

    public int Done => _done;

    public int? Percent => Total is { } total and > 0 ? Math.Min(100, _done * 100 / total) : null;

    /// <summary>At the pace so far; null while nothing is done, or the end is not known.</summary>
    public TimeSpan? Remaining =>
        _done == 0 || Total is not { } total ? null : TimeProvider.System.GetElapsedTime(_began) / _done * (total - _done);

    public IReadOnlyList<Auth0Exception> Failures
    {
        get
        {
            lock (_lock)
                return [.. _failures];
        }
    }

    /// <summary>Results that the pipeline no longer took.</summary>
    public IReadOnlyList<Auth0SecretRotationResult> Undelivered
    {
        get
        {
            lock (_lock)
                return [.. _undelivered];
        }
    }

    /// <summary>These are to be rotated.</summary>
    public void Expect(IReadOnlyCollection<string> names)
    {
        lock (_lock)
        {
            _total += names.Count;
            _waiting.AddRange(names);
        }
    }

    /// <summary>Nothing more comes than what is expected.</summary>
    public void NothingMoreComes() => _moreMayCome = false;

    /// <summary>One that was expected is not to be rotated after all.</summary>
    public void Drop(string name)
    {
        lock (_lock)
        {
            if (_waiting.Remove(name))
                _total--;
        }
    }

    public void Started(string name)
    {
        lock (_lock)
        {
            if (!_waiting.Remove(name))
                _total++;
            _underWay.Add(name);
        }
    }

    public void Finished(string name)
    {
        lock (_lock)
        {
            _underWay.Remove(name);
            _done++;
        }
    }

    /// <summary>One ended.</summary>
    public void Ended(RotationStatus status)
    {
        lock (_lock)
            _ended[status] = EndedAs(status) + 1;
    }

    /// <summary>How many ended so.</summary>
    public int EndedAs(RotationStatus status)
    {
        lock (_lock)
            return _ended.GetValueOrDefault(status);
    }

    public void Failed(Auth0Exception failure)
    {
        lock (_lock)
            _failures.Add(failure);
    }

    public void NotTaken(Auth0SecretRotationResult result)
    {
        lock (_lock)
            _undelivered.Add(result);
    }

    /// <summary>What a stop means now, in one sentence each; null when nothing is under way or left.</summary>
    public string? WordStop()
    {
        lock (_lock)
        {
            if (_underWay.Count == 0 && _waiting.Count == 0)
                return null;

            var finishing = _underWay.Count == 0 ? "Nothing was begun." : $"Being finished: {List(_underWay)}.";
            var left = _waiting.Count > 0 ? $" Not begun, and left as it is: {List(_waiting)}." : _moreMayCome ? " What the pipeline has not brought yet is left as it is." : "";
            return $"Stopping. {finishing}{left}{(_underWay.Count == 0 ? "" : " If one of them cannot be finished: Resume-Auth0SecretRotation.")}";
        }
    }

    private static string List(List<string> names) =>
        string.Join(", ", names.Take(NamesShown)) + (names.Count > NamesShown ? $" and {names.Count - NamesShown} more" : "");
}
