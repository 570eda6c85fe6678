using Auth0Ps.Rotation.Definitions;
using Auth0Ps.State;

namespace Auth0Ps.Rotation;

/// <summary>
/// What the runners of other machines have rotated meanwhile, read for all clients at once: of a thousand rotations that four of them share, each one finds
/// three quarters done, and does not ask the store for each.
/// </summary>
/// <param name="state">The state.</param>
internal sealed class DoneElsewhere(Auth0State state)
{
    /// <summary>How old what is known may be. A rotation that ended does not become due again within so short a time.</summary>
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(1);

    private readonly object _reading = new();
    private HashSet<Guid> _done = [];
    private long? _readAt;

    /// <summary>True where a rotation was due and another runner has rotated it; false where that is not known.</summary>
    /// <param name="rotation">The saved rotation.</param>
    public bool Has(Guid rotation)
    {
        if (!state.Store.IsOfManyMachines)
            return false;
        lock (_reading)
        {
            if (_readAt is not { } at || state.Time.GetElapsedTime(at) > Freshness)
                Read();
            return _done.Contains(rotation);
        }
    }

    private void Read()
    {
        var (now, definitions) = (state.Time.GetUtcNow(), state.Rotations.Definitions.ToDictionary(static definition => definition.Id));
        _done =
        [
            .. state.Journal.All(static (_, _) => { })
                .Where(entry => entry is { IsOpen: false, RotationId: { } id } && definitions.TryGetValue(id, out var definition) && !RotationRun.With(definition, entry, now).IsDue(now))
                .Select(static entry => entry.RotationId!.Value),
        ];
        _readAt = state.Time.GetTimestamp();
    }
}
