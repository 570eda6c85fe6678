using Auth0Ps.Connections;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>The saved rotations, which several processes may change at once.</summary>
/// <param name="state">Where they are saved, the journal, and the connections that they go through.</param>
internal sealed class RotationRegistry(Auth0State state)
{
    private Understood? _understood;

    /// <summary>All rotations as they stand now, by name.</summary>
    /// <exception cref="Auth0Exception">The file of saved rotations cannot be used.</exception>
    public IReadOnlyList<Auth0SecretRotation> All => RotationRun.OfAll(state, Definitions);

    /// <summary>All definitions, without what the journal knows of them.</summary>
    internal IReadOnlyList<Auth0SecretRotation> Definitions => Present.All;

    /// <summary>Worked out once for each state of the files, so that each of a thousand rotations does not understand a thousand.</summary>
    private Understood Present
    {
        get
        {
            var (stored, all) = (Saved.Read(), state.Connections.All);
            var known = _understood;
            return known is not null && known.Stored == stored && known.Connections.SequenceEqual(all, ReferenceEqualityComparer.Instance)
                ? known
                : _understood = new Understood(stored, all, Understand(stored));
        }
    }

    private IStateList<Auth0SecretRotation> Saved => state.Store.Rotations;

    internal DateTimeOffset Now => state.Time.GetUtcNow();

    /// <summary>Finds a rotation by its name; null when there is none.</summary>
    public Auth0SecretRotation? Find(string name) => Stand(Definitions.FirstOrDefault(definition => IsNamed(definition, name)));

    /// <summary>Finds a rotation by its id; null when there is none.</summary>
    /// <param name="id">The id, which stays the same through renames.</param>
    public Auth0SecretRotation? Find(Guid id) => Stand(Present.ById.GetValueOrDefault(id));

    /// <summary>The definition that renews a client's secret or keys, without what the journal knows of it; null when none does.</summary>
    internal Auth0SecretRotation? Covering(ClientIdentity client) => Present.ByClient.GetValueOrDefault(client);

    /// <summary>The definitions that write entries of these names, in whichever vault.</summary>
    internal IEnumerable<(Auth0SecretRotation Definition, VaultPlace Place)> WritersOf(IEnumerable<string> entries)
    {
        var present = Present;
        return entries.Distinct(StringComparer.OrdinalIgnoreCase).SelectMany(entry => present.ByEntry[entry]);
    }

    /// <summary>The rotations whose names match, by name.</summary>
    /// <param name="isMatch">Whether a name matches.</param>
    public IReadOnlyList<Auth0SecretRotation> Match(Func<string, bool> isMatch) =>
        RotationRun.OfAll(state, [.. Definitions.Where(definition => isMatch(definition.Name))]);

    /// <summary>Finds a rotation by its name.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationNotFound"/>: names those that exist.</exception>
    public Auth0SecretRotation Require(string name) => Find(name) ?? throw NotFound(name);

    /// <summary>Says that no rotation has this name, and which exist.</summary>
    /// <param name="name">The name asked for.</param>
    public Auth0Exception NotFound(string name)
    {
        var names = Definitions.Select(definition => definition.Name).Take(10).ToList();
        return new Auth0Exception(
            ErrorReason.RotationNotFound,
            $"There is no rotation '{name}'.",
            names.Count == 0
                ? "Create one: New-Auth0SecretRotation -ClientId ID -Vault NAME"
                : $"Known here: {string.Join(", ", names)}. Get-Auth0SecretRotation shows them.")
        { Target = name };
    }

    /// <summary>Asked under a client's lease: whether its rotation is still due, or another process was faster.</summary>
    /// <param name="id">The rotation.</param>
    /// <exception cref="Auth0Exception">The file of saved rotations cannot be used.</exception>
    public bool IsStillDue(Guid id) => Find(id)?.IsDue(Now) ?? false;

    /// <summary>The connection that a rotation goes through.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ConnectionNotFound"/>.</exception>
    internal Auth0Connection ConnectionOf(Auth0SecretRotation rotation) =>
        state.Connections.All.FirstOrDefault(connection => connection.Id == rotation.ConnectionId) ?? throw state.Connections.NotFound(rotation.Connection);

    /// <summary>The rotations that go through a connection.</summary>
    internal IReadOnlyList<Auth0SecretRotation> Through(Auth0Connection connection) =>
        [.. Definitions.Where(definition => definition.ConnectionId == connection.Id)];

    /// <summary>Adds a rotation.</summary>
    /// <returns>The rotation as it is now.</returns>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.RotationExists"/>: name, application or vault entries are another rotation's; or the file cannot be used.
    /// </exception>
    public async Task<Auth0SecretRotation> AddAsync(Auth0SecretRotation rotation, CancellationToken cancellationToken)
    {
        await Saved.UpdateAsync(
            list =>
            {
                // Here, because two processes may be adding at once.
                EntryOwnership.RequireApart(rotation, Understand(list));
                return [.. list, rotation];
            },
            cancellationToken);
        return Stand(rotation)!;
    }

    /// <summary>Puts a changed rotation in the place of its former state.</summary>
    /// <param name="changed">The rotation as it is to be; its version is set here.</param>
    /// <param name="moves">True where the change is of what runs go by, and runs are kept out; false leaves that as it is by now.</param>
    /// <returns>The rotation as it is now.</returns>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.RotationExists"/> or <see cref="ErrorReason.RotationNotFound"/>, or the file cannot be used.
    /// </exception>
    public async Task<Auth0SecretRotation> ReplaceAsync(Auth0SecretRotation changed, bool moves, CancellationToken cancellationToken)
    {
        var kept = changed;
        await Saved.UpdateAsync(
            list =>
            {
                var all = Understand(list);
                kept = Onto(all, changed, moves);
                EntryOwnership.RequireApart(kept, all);
                return [.. list.Select(other => other.Id == kept.Id ? kept : other)];
            },
            cancellationToken);
        return Stand(kept)!;
    }

    /// <summary>Adds, changes and removes rotations in one write, so that two can change names, and one can take what another gives up.</summary>
    /// <param name="added">New rotations.</param>
    /// <param name="changed">Changed ones, each with whether it moves; see <see cref="ReplaceAsync"/>.</param>
    /// <param name="removed">Those that go; one that is gone already is passed over.</param>
    /// <exception cref="Auth0Exception">As for one of them; nothing was changed.</exception>
    public async Task ChangeAsync(
        IReadOnlyList<Auth0SecretRotation> added, IReadOnlyList<(Auth0SecretRotation Rotation, bool Moves)> changed, IReadOnlyList<Auth0SecretRotation> removed, CancellationToken cancellationToken)
    {
        await Saved.UpdateAsync(
            list =>
            {
                var all = Understand(list);
                var gone = removed.Select(static rotation => rotation.Id).ToHashSet();
                var kept = changed.Select(change => Onto(all, change.Rotation, change.Moves)).ToDictionary(static rotation => rotation.Id);
                IReadOnlyList<Auth0SecretRotation> whole = [.. list.Where(other => !gone.Contains(other.Id)).Select(other => kept.GetValueOrDefault(other.Id, other)), .. added];
                var understood = Understand(whole);
                foreach (var rotation in kept.Values.Concat(added))
                    EntryOwnership.RequireApart(rotation, understood);
                return whole;
            },
            cancellationToken);
    }

    /// <summary>Removes a rotation.</summary>
    /// <returns>False when it was gone already.</returns>
    public async Task<bool> RemoveAsync(Auth0SecretRotation rotation, CancellationToken cancellationToken)
    {
        var removed = false;
        await Saved.UpdateAsync(
            list =>
            {
                var others = list.Where(other => other.Id != rotation.Id).ToList();
                removed = others.Count < list.Count;
                return others;
            },
            cancellationToken);
        return removed;
    }

    private Auth0SecretRotation Onto(List<Auth0SecretRotation> all, Auth0SecretRotation changed, bool moves)
    {
        var present = all.Find(other => other.Id == changed.Id) ?? throw NotFound(changed.Name);
        return (moves ? changed : DefinitionChange.Onto(present, changed)) with { Version = present.Version + 1 };
    }

    private static bool IsNamed(Auth0SecretRotation definition, string name) => string.Equals(definition.Name, name, StringComparison.OrdinalIgnoreCase);

    private Auth0SecretRotation? Stand(Auth0SecretRotation? definition) => definition is null ? null : RotationRun.Of(state, definition);

    private List<Auth0SecretRotation> Understand(IReadOnlyList<Auth0SecretRotation> list)
    {
        if (list.Count == 0)
            return [];

        var all = state.Connections.All;
        var tenants = new TenantNames(all);
        return [.. list.Select(stored => RotationsFile.Resolve(stored, all, tenants)).OrderBy(definition => definition.Name, StringComparer.Ordinal)];
    }

    private sealed class Understood(IReadOnlyList<Auth0SecretRotation> stored, IReadOnlyList<Auth0Connection> connections, List<Auth0SecretRotation> all)
    {
        private readonly Lazy<Dictionary<Guid, Auth0SecretRotation>> _byId = new(() => all.ToDictionary(definition => definition.Id));

        private readonly Lazy<Dictionary<ClientIdentity, Auth0SecretRotation>> _byClient = new(() => all.DistinctBy(definition => definition.Client).ToDictionary(definition => definition.Client));

        private readonly Lazy<ILookup<string, (Auth0SecretRotation Definition, VaultPlace Place)>> _byEntry = new(() =>
            all.SelectMany(definition => definition.Places.Select(place => (definition, place))).ToLookup(pair => pair.place.Entry, StringComparer.OrdinalIgnoreCase));

        public IReadOnlyList<Auth0SecretRotation> Stored => stored;

        public IReadOnlyList<Auth0Connection> Connections => connections;

        public List<Auth0SecretRotation> All => all;

        public Dictionary<Guid, Auth0SecretRotation> ById => _byId.Value;

        public Dictionary<ClientIdentity, Auth0SecretRotation> ByClient => _byClient.Value;

        public ILookup<string, (Auth0SecretRotation Definition, VaultPlace Place)> ByEntry => _byEntry.Value;
    }
}
