using Auth0Ps.Connections;
using Auth0Ps.Hooks;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State.Moving;
using Auth0Ps.Vaults;

namespace Auth0Ps.State;

/// <summary>What outlives a process, in files of one folder; the locks, which all processes of a user must agree on, beside it or in the user's home folder.</summary>
/// <param name="folder">The folder.</param>
/// <param name="limits">How long to wait for other processes.</param>
internal sealed class FolderStore(DataFolder folder, TimeLimits limits) : IStateStore
{
    /// <inheritdoc/>
    public IStateList<Auth0Connection> Connections { get; } = new StateFile<Auth0Connection>(folder, "connections.json", "connections", limits.StateFile, ConnectionsFile.Form);

    /// <inheritdoc/>
    public IStateList<Auth0SecretRotation> Rotations { get; } = new StateFile<Auth0SecretRotation>(folder, "rotations.json", "rotations", limits.StateFile, RotationsFile.Form);

    /// <inheritdoc/>
    public IStateList<Auth0RotationHook> Hooks { get; } = new StateFile<Auth0RotationHook>(folder, "hooks.json", "hooks", limits.StateFile, HooksFile.Form);

    /// <inheritdoc/>
    public IStateList<HookRecord> Outbox { get; } = new StateFile<HookRecord>(folder, "outbox.json", "outbox", limits.StateFile);

    /// <inheritdoc/>
    public IStateList<StateMark> Marks { get; } = new StateFile<StateMark>(folder, "moved.json", "marks", limits.StateFile);

    /// <inheritdoc/>
    public IRotationJournal Journal { get; } = new FolderJournal(folder);

    /// <inheritdoc/>
    public IRotationHistory History { get; } = new FolderHistory(folder, limits.StateFile);

    /// <inheritdoc/>
    public ILeases Leases { get; } = new FolderLeases(folder, limits);

    /// <inheritdoc/>
    public IVaultLocks VaultLocks { get; } = new FolderVaultLocks(folder);

    /// <inheritdoc/>
    public bool IsOfManyMachines => false;

    /// <inheritdoc/>
    public int RequireUsable()
    {
        OwnerOnlyFolder.RequireOwn(folder.Location);
        _ = Connections.Read();
        _ = Rotations.Read();
        return 1;
    }
}
