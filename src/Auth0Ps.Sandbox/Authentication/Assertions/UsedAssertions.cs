namespace Auth0Ps.Sandbox.Authentication.Assertions;

/// <summary>The assertions seen, each until it would be refused for its age anyway. Only in memory: none outlives five minutes.</summary>
internal sealed class UsedAssertions
{
    private readonly object _lock = new();
    private readonly Dictionary<(string ClientId, string Id), DateTimeOffset> _seen = [];
    private readonly TimeProvider _time;
    private DateTimeOffset _nextClearing;

    public UsedAssertions(TimeProvider time) => _time = time;

    /// <summary>Whether it is the first of its kind.</summary>
    public bool Add(string clientId, string id, DateTimeOffset expiry)
    {
        lock (_lock)
        {
            ClearOut();
            return _seen.TryAdd((clientId, id), expiry);
        }
    }

    // Now and then, not at every request: there may be many.
    private void ClearOut()
    {
        var now = _time.GetUtcNow();
        if (now < _nextClearing)
            return;
        _nextClearing = now.AddSeconds(30);
        foreach (var (key, end) in _seen)
        {
            if (end <= now)
                _seen.Remove(key);
        }
    }
}
