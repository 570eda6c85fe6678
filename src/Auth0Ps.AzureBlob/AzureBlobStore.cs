using Auth0Ps.Connections;
using Auth0Ps.Hooks;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;
using Auth0Ps.State.Moving;
using Auth0Ps.State.Shared;
using Auth0Ps.Vaults;

namespace Auth0Ps.AzureBlob;

/// <summary>What outlives a process, in blobs of a container that any number of machines share.</summary>
internal sealed class AzureBlobStore : IStateStore, IDisposable
{
    private readonly Container _container;
    private readonly LeaseKeeper _leases;
    private readonly AzureBlobLocation _location;

    /// <summary>Makes a store; nothing is read or written yet.</summary>
    /// <param name="location">The container.</param>
    /// <param name="limits">How long to wait for others, and how long leases last.</param>
    public AzureBlobStore(AzureBlobLocation location, TimeLimits limits)
    {
        _location = location;
        _container = new Container(location, limits);
        _leases = new LeaseKeeper(new LeaseBlobs(_container), limits);
        Connections = new ListBlob<Auth0Connection>(_container, "connections", ConnectionsFile.Form);
        Rotations = new SplitListBlob<Auth0SecretRotation>(_container, "rotations", RotationsFile.Form, static rotation => rotation.Id);
        Hooks = new ListBlob<Auth0RotationHook>(_container, "hooks", HooksFile.Form);
        Outbox = new ListBlob<HookRecord>(_container, "outbox");
        Marks = new ListBlob<StateMark>(_container, "marks");
        Journal = new JournalBlobs(_container, _leases);
        History = new HistoryBlobs(_container);
        Leases = new SharedLeases(_leases, limits);
        VaultLocks = new SharedVaultLocks(_leases);
    }

    /// <inheritdoc/>
    public IStateList<Auth0Connection> Connections { get; }

    /// <inheritdoc/>
    public IStateList<Auth0SecretRotation> Rotations { get; }

    /// <inheritdoc/>
    public IStateList<Auth0RotationHook> Hooks { get; }

    /// <inheritdoc/>
    public IStateList<HookRecord> Outbox { get; }

    /// <inheritdoc/>
    public IStateList<StateMark> Marks { get; }

    /// <inheritdoc/>
    public IRotationJournal Journal { get; }

    /// <inheritdoc/>
    public IRotationHistory History { get; }

    /// <inheritdoc/>
    public ILeases Leases { get; }

    /// <inheritdoc/>
    public IVaultLocks VaultLocks { get; }

    /// <inheritdoc/>
    public bool IsOfManyMachines => true;

    /// <inheritdoc/>
    public int RequireUsable() => _container.RunOnce(blobs => FormBlob.Require(blobs, _location));

    /// <inheritdoc/>
    public void Dispose() => _leases.Dispose();
}
