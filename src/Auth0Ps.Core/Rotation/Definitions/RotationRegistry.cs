using Auth0Ps.Connections;
using Auth0Ps.Storage;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>The saved rotations, which several processes may change at once.</summary>
/// <param name="connections">The connections that they go through.</param>
/// <param name="time">Tells the time; the system's when null.</param>
public sealed class RotationRegistry(ConnectionRegistry connections, TimeProvider? time = null)
{
    private readonly StateFile<StoredRotation> _saved = new("rotations.json", "rotations");

    /// <summary>The registry that cmdlets share.</summary>
    public static RotationRegistry Shared { get; } = new(ConnectionRegistry.Shared);

    /// <summary>All rotations as they stand now, by name.</summary>
    /// <exception cref="Auth0Exception">The file of saved rotations cannot be used.</exception>
    public IReadOnlyList<Auth0SecretRotation> All => [.. Definitions.Select(definition => RotationRun.Of(definition, Now))];

    /// <summary>All definitions, without what the journal knows of them.</summary>
    internal IReadOnlyList<Auth0SecretRotation> Definitions => Understand(_saved.Read());

    internal DateTimeOffset Now => (time ?? TimeProvider.System).GetUtcNow();

    /// <summary>Finds a rotation by its name; null when there is none.</summary>
    /// <param name="name">The name, in any case.</param>
    public Auth0SecretRotation? Find(string name) => Stand(Definitions.FirstOrDefault(definition => IsNamed(definition, name)));

    /// <summary>Finds a rotation by its id; null when there is none.</summary>
    /// <param name="id">The id, which stays the same through renames.</param>
    public Auth0SecretRotation? Find(Guid id) => Stand(Definitions.FirstOrDefault(definition => definition.Id == id));

    /// <summary>The rotations whose names match, by name.</summary>
    /// <param name="isMatch">Tells whether a name matches.</param>
    public IReadOnlyList<Auth0SecretRotation> Match(Func<string, bool> isMatch) =>
        [.. Definitions.Where(definition => isMatch(definition.Name)).Select(definition => RotationRun.Of(definition, Now))];

    /// <summary>Finds a rotation by its name.</summary>
    /// <param name="name">The name, in any case.</param>
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

    /// <summary>The rotations that go through a connection.</summary>
    internal IReadOnlyList<Auth0SecretRotation> Through(Auth0Connection connection) =>
        [.. Definitions.Where(definition => definition.ConnectionId == connection.Id)];

    /// <summary>Adds a rotation.</summary>
    /// <param name="rotation">The rotation.</param>
    /// <param name="cancellationToken">Ends the wait for other processes that change the file.</param>
    /// <returns>The rotation as it stands.</returns>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.RotationExists"/>: name, application or vault entries are another rotation's; or the file cannot be used.
    /// </exception>
    public async Task<Auth0SecretRotation> AddAsync(Auth0SecretRotation rotation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rotation);
        await _saved.UpdateAsync(
            list =>
            {
                // Here, because two processes may be adding at once.
                EntryGuards.RequireApart(rotation, Understand(list));
                return [.. list, StoredRotation.From(rotation)];
            },
            cancellationToken);
        return Stand(rotation)!;
    }

    /// <summary>Puts a changed rotation in the place of its former state.</summary>
    /// <param name="changed">The rotation as it is to be; its version is set here.</param>
    /// <param name="moves">True where the change is of what runs go by, and runs are kept out; false leaves that as it is by now.</param>
    /// <param name="cancellationToken">Ends the wait for other processes that change the file.</param>
    /// <returns>The rotation as it stands.</returns>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.RotationExists"/> or <see cref="ErrorReason.RotationNotFound"/>, or the file cannot be used.
    /// </exception>
    public async Task<Auth0SecretRotation> ReplaceAsync(Auth0SecretRotation changed, bool moves, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(changed);
        var kept = changed;
        await _saved.UpdateAsync(
            list =>
            {
                var all = Understand(list);
                var present = all.Find(other => other.Id == changed.Id) ?? throw NotFound(changed.Name);
                kept = (moves ? changed : DefinitionChange.Onto(present, changed)) with { Version = present.Version + 1 };
                EntryGuards.RequireApart(kept, all);
                return [.. list.Select(other => other.Id == kept.Id ? StoredRotation.From(kept) : other)];
            },
            cancellationToken);
        return Stand(kept)!;
    }

    /// <summary>Removes a rotation.</summary>
    /// <param name="rotation">The rotation.</param>
    /// <param name="cancellationToken">Ends the wait for other processes that change the file.</param>
    /// <returns>False when it was gone already.</returns>
    public async Task<bool> RemoveAsync(Auth0SecretRotation rotation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(rotation);
        var removed = false;
        await _saved.UpdateAsync(
            list =>
            {
                var others = list.Where(other => other.Id != rotation.Id).ToList();
                removed = others.Count < list.Count;
                return others;
            },
            cancellationToken);
        return removed;
    }

    private static bool IsNamed(Auth0SecretRotation definition, string name) => string.Equals(definition.Name, name, StringComparison.OrdinalIgnoreCase);

    private Auth0SecretRotation? Stand(Auth0SecretRotation? definition) => definition is null ? null : RotationRun.Of(definition, Now);

    private List<Auth0SecretRotation> Understand(IReadOnlyList<StoredRotation> list)
    {
        if (list.Count == 0)
            return [];

        var all = connections.All;
        return [.. list.Select(stored => stored.ToRotation(all)).OrderBy(definition => definition.Name, StringComparer.Ordinal)];
    }
}
