using Auth0Ps.Connections;
using Auth0Ps.Hooks;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.State;
using Auth0Ps.State.Moving;
using Auth0Ps.State.Shared;

namespace Auth0Ps.AzureBlob;

/// <summary>What outlives a process, in blobs of a container that any number of machines share.</summary>
internal sealed class AzureBlobStore : SharedStore
{
    private readonly Container _container;

    /// <summary>Makes a store; nothing is read or written yet.</summary>
    /// <param name="location">The container.</param>
    /// <param name="limits">How long to wait for others, and how long leases last.</param>
    public AzureBlobStore(AzureBlobLocation location, TimeLimits limits)
        : this(new Container(location, limits))
    {
    }

    private AzureBlobStore(Container container)
        : base(new LeaseBlobs(container), container.Limits)
    {
        _container = container;
        Connections = new ListBlob<Auth0Connection>(_container, "connections", ConnectionsFile.Form);
        Rotations = new SplitListBlob<Auth0SecretRotation>(_container, "rotations", RotationsFile.Form, static rotation => rotation.Id);
        Hooks = new ListBlob<Auth0RotationHook>(_container, "hooks", HooksFile.Form);
        Outbox = new ListBlob<HookRecord>(_container, "outbox");
        Marks = new ListBlob<StateMark>(_container, "marks");
        Journal = new JournalBlobs(_container, Keeper);
        History = new HistoryBlobs(_container);
    }

    /// <inheritdoc/>
    public override int RequireUsable() => _container.RunOnce(blobs => FormBlob.Require(blobs, _container.Location));
}
