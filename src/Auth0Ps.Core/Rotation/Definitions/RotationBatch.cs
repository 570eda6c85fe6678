using Auth0Ps.State;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>Definitions that are saved, changed and removed in one write.</summary>
/// <param name="state">The saved rotations.</param>
internal sealed class RotationBatch(Auth0State state)
{
    private readonly List<Auth0SecretRotation> _added = [];
    private readonly List<(Auth0SecretRotation Changed, Auth0SecretRotation Former)> _changed = [];
    private readonly List<Auth0SecretRotation> _removed = [];

    /// <summary>Saves a definition that was planned.</summary>
    /// <param name="plan">The definition.</param>
    /// <param name="former">The rotation that it changes; null for a new one.</param>
    public void Keep(Auth0SecretRotation plan, Auth0SecretRotation? former)
    {
        if (former is null)
            _added.Add(plan);
        else
            _changed.Add((plan, former));
    }

    /// <summary>Removes a definition; what the vault holds of it stays.</summary>
    public void Remove(Auth0SecretRotation rotation) => _removed.Add(rotation);

    /// <summary>Keeps runs of what is moved or removed out, and writes.</summary>
    /// <param name="refused">Told of each that cannot be moved or removed now; it stays as it is, and does not keep the others back.</param>
    /// <param name="stop">Ends the wait for others; nothing is written then.</param>
    /// <exception cref="Auth0Exception">Two get into each other's way, one was removed meanwhile, or the state cannot be written; nothing was changed.</exception>
    public async Task WriteAsync(Action<Auth0SecretRotation, Auth0Exception> refused, CancellationToken stop)
    {
        var held = new List<IDisposable>();
        try
        {
            var moved = new HashSet<Guid>();
            foreach (var (changed, former) in _changed.Where(static change => DefinitionChange.IsNeeded(change.Former, change.Changed)).ToList())
            {
                if (await TryHoldAsync(former, held, refused, stop))
                    moved.Add(former.Id);
                else
                    _changed.Remove((changed, former));
            }

            foreach (var rotation in _removed.ToList())
            {
                if (!await TryHoldAsync(rotation, held, refused, stop))
                    _removed.Remove(rotation);
            }

            if (_added.Count + _changed.Count + _removed.Count > 0)
                await state.Rotations.ChangeAsync(_added, [.. _changed.Select(change => (change.Changed, moved.Contains(change.Former.Id)))], _removed, stop);
        }
        finally
        {
            held.ForEach(static lease => lease.Dispose());
        }
    }

    private async Task<bool> TryHoldAsync(Auth0SecretRotation rotation, List<IDisposable> held, Action<Auth0SecretRotation, Auth0Exception> refused, CancellationToken stop)
    {
        try
        {
            held.Add(await DefinitionChange.BeginAsync(state, rotation, stop));
            return true;
        }
        catch (Auth0Exception exception)
        {
            refused(rotation, exception);
            return false;
        }
    }
}
