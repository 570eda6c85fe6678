using System.Collections.Concurrent;

namespace Auth0Ps.Pipeline;

/// <summary>Carries work from background tasks to the one thread that may write to the pipeline.</summary>
internal sealed class PipelineQueue : IDisposable
{
    private readonly BlockingCollection<Item> _items = [];
    private readonly object _lock = new();
    private bool _closed;

    /// <summary>Queues a delivery; one that the pipeline can no longer take is dropped instead.</summary>
    /// <param name="deliver">Runs on the pipeline thread.</param>
    /// <param name="drop">Runs, on any thread, when the pipeline went away first.</param>
    public void Post(Action deliver, Action? drop = null)
    {
        lock (_lock)
        {
            if (!_closed)
            {
                _items.Add(new Item(deliver, drop, End: false));
                return;
            }
        }

        drop?.Invoke();
    }

    /// <summary>Makes the present <see cref="Deliver"/> return once all before it is delivered.</summary>
    public void PostEnd()
    {
        _items.Add(new Item(static () => { }, Drop: null, End: true));
    }

    /// <summary>Delivers on the calling thread until the end mark comes.</summary>
    /// <remarks>What a delivery throws comes out of here; its own drop has run then, as the pipeline did not take it.</remarks>
    public void Deliver()
    {
        while (true)
        {
            var item = _items.Take();
            if (item.End)
                return;
            try
            {
                item.Deliver();
            }
            catch
            {
                item.Drop?.Invoke();
                throw;
            }
        }
    }

    /// <summary>Takes nothing more; what waits is dropped.</summary>
    public void Close()
    {
        lock (_lock)
            _closed = true;
        while (_items.TryTake(out var item))
            item.Drop?.Invoke();
    }

    public void Dispose() => _items.Dispose();

    private readonly record struct Item(Action Deliver, Action? Drop, bool End);
}
