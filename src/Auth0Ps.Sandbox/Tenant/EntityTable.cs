using System.Collections.Concurrent;

namespace Auth0Ps.Sandbox.Tenant;

/// <summary>
/// Entities of one kind in the order of their creation. Reading needs no lock and sees each entity whole;
/// writing happens under the store's lock only.
/// </summary>
internal sealed class EntityTable<T>
    where T : class
{
    private readonly Func<T, string> _key;
    private readonly Func<T, string>? _alternateKey;
    private readonly ConcurrentDictionary<string, Slot> _byKey = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, Slot> _byAlternateKey = new(StringComparer.Ordinal);
    private volatile Order _order = new([], 0);
    private long _lastSequence;
    private int _removed;

    /// <param name="key">The identifier.</param>
    /// <param name="alternateKey">A second unique key, for look-ups that must not walk the table.</param>
    public EntityTable(Func<T, string> key, Func<T, string>? alternateKey = null)
    {
        _key = key;
        _alternateKey = alternateKey;
    }

    public int Count => _byKey.Count;

    public T? Find(string key) => _byKey.TryGetValue(key, out var slot) ? slot.Entity : null;

    public T? FindByAlternateKey(string key) => _byAlternateKey.TryGetValue(key, out var slot) ? slot.Entity : null;

    /// <summary>All entities, oldest first, each with a number that grows with creation and survives changes.</summary>
    public IEnumerable<(long Sequence, T Entity)> FromSequence(long sequence)
    {
        var order = _order;
        for (var index = order.IndexOf(sequence); index < order.Count; index++)
        {
            var slot = order.Slots[index];
            if (slot.Entity is { } entity)
                yield return (slot.Sequence, entity);
        }
    }

    /// <summary>All entities, oldest first.</summary>
    public IEnumerable<T> All() => FromSequence(0).Select(item => item.Entity);

    public void Put(T entity)
    {
        var key = _key(entity);
        if (_byKey.TryGetValue(key, out var slot))
        {
            if (_alternateKey is not null && slot.Entity is { } former)
                _byAlternateKey.TryRemove(_alternateKey(former), out _);
            slot.Entity = entity;
        }
        else
        {
            slot = new Slot(++_lastSequence) { Entity = entity };
            Append(slot);
            _byKey[key] = slot;
        }

        if (_alternateKey is not null)
            _byAlternateKey[_alternateKey(entity)] = slot;
    }

    public void Remove(string key)
    {
        if (!_byKey.TryRemove(key, out var slot))
            return;
        if (_alternateKey is not null && slot.Entity is { } former)
            _byAlternateKey.TryRemove(_alternateKey(former), out _);
        slot.Entity = null;
        if (++_removed > 64 && _removed > _order.Count / 2)
            Compact();
    }

    private void Append(Slot slot)
    {
        var (slots, count) = (_order.Slots, _order.Count);
        if (count == slots.Length)
            Array.Resize(ref slots, Math.Max(16, count * 2));
        slots[count] = slot;
        _order = new Order(slots, count + 1);
    }

    private void Compact()
    {
        var live = _order.Slots.Take(_order.Count).Where(slot => slot.Entity is not null).ToArray();
        _removed = 0;
        _order = new Order(live, live.Length);
    }

    private sealed class Slot(long sequence)
    {
        private volatile T? _entity;

        public long Sequence { get; } = sequence;

        public T? Entity
        {
            get => _entity;
            set => _entity = value;
        }
    }

    private sealed record Order(Slot[] Slots, int Count)
    {
        // Sequences ascend, so the first one wanted is found by halving.
        public int IndexOf(long sequence)
        {
            var (low, high) = (0, Count);
            while (low < high)
            {
                var middle = (low + high) / 2;
                if (Slots[middle].Sequence < sequence)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }
    }
}
