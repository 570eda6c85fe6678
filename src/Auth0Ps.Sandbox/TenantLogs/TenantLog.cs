using System.Globalization;
using System.Text.Json;
using Auth0Ps.Sandbox.Json;
using Auth0Ps.Sandbox.Management;

namespace Auth0Ps.Sandbox.TenantLogs;

/// <summary>
/// The tenant's own log: events show after a delay and go when the plan's retention is over. In memory only, the newest 250,000 of them.
/// </summary>
internal sealed class TenantLog
{
    private const int Kept = 250_000;
    private readonly object _lock = new();
    private readonly List<TenantLogEvent> _events = [];
    private readonly TimeProvider _time;
    private readonly TimeSpan _delay;
    private readonly TimeSpan _retention;
    private DateTimeOffset _lastTime;
    private int _gone;
    private long _sequence;

    public TenantLog(SandboxOptions options)
    {
        _time = options.TimeProvider;
        _delay = options.LogDelay;
        _retention = options.LogRetention ?? RetentionOf(options.RateLimit);
    }

    /// <summary>Adds an event of that type; the delegate writes what is its own.</summary>
    public void Add(string type, string description, Action<Utf8JsonWriter> members)
    {
        lock (_lock)
        {
            // A clock that is set back must not put an event behind one that someone has read past.
            var now = _time.GetUtcNow();
            _lastTime = now > _lastTime ? now : _lastTime;
            var id = string.Create(CultureInfo.InvariantCulture, $"900{_lastTime:yyyyMMddHHmmssfff}{++_sequence:D36}");
            _events.Add(new(id, _lastTime, JsonText.WriteObject(writer =>
            {
                writer.WriteString("date", Timestamps.Format(_lastTime));
                writer.WriteString("type", type);
                writer.WriteString("description", description);
                members(writer);
                writer.WriteString("log_id", id);
                writer.WriteString("_id", id);
                writer.WriteBoolean("isMobile", false);
            })));
            Forget();
        }
    }

    /// <summary>What can be read now, oldest first, beginning behind that event where one is named; it need not be there any more.</summary>
    public IReadOnlyList<TenantLogEvent> After(string? id, int most)
    {
        lock (_lock)
        {
            Forget();
            var first = id is null ? _gone : IndexAfter(id);
            var end = IndexFrom(_time.GetUtcNow() - _delay);
            return first >= end ? [] : _events.GetRange(first, Math.Min(most, end - first));
        }
    }

    /// <summary>The event, or null when there is none that can be read.</summary>
    public TenantLogEvent? Find(string id) => Visible().FirstOrDefault(entry => entry.Id == id);

    /// <summary>Everything that can be read now, newest first.</summary>
    public IEnumerable<TenantLogEvent> Visible() => After(null, int.MaxValue).Reverse();

    // As Auth0's plans have it.
    private static TimeSpan RetentionOf(RateLimitProfile plan) => TimeSpan.FromDays(plan.Name switch
    {
        "free" => 1,
        "pro" => 10,
        _ => 30,
    });

    private void Forget()
    {
        var oldest = _time.GetUtcNow() - _retention;
        while (_gone < _events.Count && (_events[_gone].Time < oldest || _events.Count - _gone > Kept))
            _gone++;
        // Not at every event: the rest has to move.
        if (_gone <= 1024 || _gone < _events.Count / 2)
            return;
        _events.RemoveRange(0, _gone);
        _gone = 0;
    }

    private int IndexAfter(string id) => First(entry => string.CompareOrdinal(entry.Id, id) > 0);

    // The first one that cannot be read yet.
    private int IndexFrom(DateTimeOffset visible) => First(entry => entry.Time > visible);

    private int First(Func<TenantLogEvent, bool> isBehind)
    {
        var (low, high) = (_gone, _events.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (isBehind(_events[middle]))
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
