using Auth0Ps.Hooks;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State.Moving;
using Auth0Ps.Vaults;

namespace Auth0Ps.State.Shared;

/// <summary>A store that any number of machines share, whatever keeps it: what they do with leases is the same.</summary>
internal abstract class SharedStore : IStateStore, IDisposable
{
    /// <summary>Makes a store; nothing is read or written yet.</summary>
    /// <param name="records">The leases as it keeps them.</param>
    /// <param name="limits">How long to wait for others, and how long leases last.</param>
    protected SharedStore(ILeaseRecords records, TimeLimits limits)
    {
        Keeper = new LeaseKeeper(records, limits);
        Leases = new SharedLeases(Keeper, limits);
        VaultLocks = new SharedVaultLocks(Keeper);
    }

    /// <inheritdoc/>
    public IStateList<Auth0Connection> Connections { get; protected init; } = null!;

    /// <inheritdoc/>
    public IStateList<Auth0SecretRotation> Rotations { get; protected init; } = null!;

    /// <inheritdoc/>
    public IStateList<Auth0RotationHook> Hooks { get; protected init; } = null!;

    /// <inheritdoc/>
    public IStateList<HookRecord> Outbox { get; protected init; } = null!;

    /// <inheritdoc/>
    public IStateList<StateMark> Marks { get; protected init; } = null!;

    /// <inheritdoc/>
    public IRotationJournal Journal { get; protected init; } = null!;

    /// <inheritdoc/>
    public IRotationHistory History { get; protected init; } = null!;

    /// <inheritdoc/>
    public ILeases Leases { get; }

    /// <inheritdoc/>
    public IVaultLocks VaultLocks { get; }

    /// <inheritdoc/>
    public bool IsOfManyMachines => true;

    /// <summary>The leases of this process.</summary>
    protected LeaseKeeper Keeper { get; }

    /// <inheritdoc/>
    public abstract int RequireUsable();

    /// <inheritdoc/>
    public virtual void Dispose() => Keeper.Dispose();
}
