using Auth0Ps.Connections;
using Auth0Ps.Hooks;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Vaults;

namespace Auth0Ps.State.Moving;

/// <summary>
/// A store that refuses once its state was moved, so that no runner that still names the old place rotates by what is old. Leases are asked for after they were
/// taken, and lists before and after a change: a move marks the store first, waits for leases, and then copies.
/// </summary>
internal sealed class GuardedStore : IStateStore
{
    /// <summary>Guards a store.</summary>
    /// <param name="store">The store.</param>
    /// <param name="place">What it is called.</param>
    public GuardedStore(IStateStore store, string place)
    {
        Guard = new StoreGuard(store, place);
        Connections = new GuardedList<Auth0Connection>(store.Connections, Guard);
        Rotations = new GuardedList<Auth0SecretRotation>(store.Rotations, Guard);
        Hooks = new GuardedList<Auth0RotationHook>(store.Hooks, Guard);
        Outbox = new GuardedList<HookRecord>(store.Outbox, Guard);
        Journal = new GuardedJournal(store.Journal, Guard);
        History = new GuardedHistory(store.History, Guard);
        Leases = new GuardedLeases(store.Leases, Guard);
    }

    /// <summary>What it is guarded by.</summary>
    public StoreGuard Guard { get; }

    /// <inheritdoc/>
    public IStateList<Auth0Connection> Connections { get; }

    /// <inheritdoc/>
    public IStateList<Auth0SecretRotation> Rotations { get; }

    /// <inheritdoc/>
    public IStateList<Auth0RotationHook> Hooks { get; }

    /// <inheritdoc/>
    public IStateList<HookRecord> Outbox { get; }

    /// <inheritdoc/>
    public IStateList<StateMark> Marks => Guard.Store.Marks;

    /// <inheritdoc/>
    public IRotationJournal Journal { get; }

    /// <inheritdoc/>
    public IRotationHistory History { get; }

    /// <inheritdoc/>
    public ILeases Leases { get; }

    /// <inheritdoc/>
    public IVaultLocks VaultLocks => Guard.Store.VaultLocks;

    /// <inheritdoc/>
    public bool IsOfManyMachines => Guard.Store.IsOfManyMachines;

    /// <inheritdoc/>
    public int RequireUsable()
    {
        var version = Guard.Store.RequireUsable();
        Guard.Forget();
        Guard.RequireHere();
        return version;
    }

    private sealed class GuardedList<TItem>(IStateList<TItem> list, StoreGuard guard) : IStateList<TItem>
    {
        public IReadOnlyList<TItem> Read()
        {
            guard.RequireHere();
            return list.Read();
        }

        /// <summary>Not while the list is locked: who asks then has two connections, and a proxy with few of them would have none left.</summary>
        public async Task UpdateAsync(Func<IReadOnlyList<TItem>, IReadOnlyList<TItem>> change, CancellationToken cancellationToken)
        {
            await Task.Run(guard.RequireFree, cancellationToken);
            await list.UpdateAsync(change, cancellationToken);

            // A move that began before the change was made may have copied the list before that.
            await Task.Run(guard.RequireKept, CancellationToken.None);
        }
    }

    /// <summary>Who writes has the client's lease, which a move waits for.</summary>
    private sealed class GuardedJournal(IRotationJournal journal, StoreGuard guard) : IRotationJournal
    {
        public RotationEntry? Find(ClientIdentity client)
        {
            guard.RequireHere();
            return journal.Find(client);
        }

        public IReadOnlyList<RotationEntry> All(Action<string, Auth0Exception>? damaged = null)
        {
            guard.RequireHere();
            return journal.All(damaged);
        }

        public IReadOnlyList<RotationEntry> Open()
        {
            guard.RequireHere();
            return journal.Open();
        }

        public void Write(RotationEntry entry) => journal.Write(entry);

        public string? SetAside(ClientIdentity client) => journal.SetAside(client);

        public string RequireWritable() => journal.RequireWritable();
    }

    private sealed class GuardedHistory(IRotationHistory history, StoreGuard guard) : IRotationHistory
    {
        public IReadOnlyList<Auth0SecretRotationRecord> NewestFirst()
        {
            guard.RequireHere();
            return history.NewestFirst();
        }

        public Task RequireWritableAsync() => history.RequireWritableAsync();

        public Task AppendAsync(Auth0SecretRotationRecord record) => history.AppendAsync(record);

        public IReadOnlyList<string> Lines() => history.Lines();

        public Task ReplaceAsync(IReadOnlyList<string> lines) => history.ReplaceAsync(lines);
    }

    private sealed class GuardedLeases(ILeases leases, StoreGuard guard) : ILeases
    {
        public Task<IDisposable> TakeAsync(ClientIdentity client, CancellationToken cancellationToken) => RequireAsync(leases.TakeAsync(client, cancellationToken));

        public Task<IDisposable> TakeAsync(ClientIdentity client, TimeSpan patience, CancellationToken cancellationToken) => RequireAsync(leases.TakeAsync(client, patience, cancellationToken));

        public Task<IDisposable> TakeAtOnceAsync(ClientIdentity client, CancellationToken cancellationToken) => RequireAsync(leases.TakeAtOnceAsync(client, cancellationToken));

        public Task<IDisposable?> TryTakeAsync(ClientIdentity client, bool waitsForDead, CancellationToken cancellationToken) => RequireAsync(leases.TryTakeAsync(client, waitsForDead, cancellationToken));

        public Task WaitForLostAsync(ClientIdentity client, TimeSpan length, CancellationToken cancellationToken) => leases.WaitForLostAsync(client, length, cancellationToken);

        public Task<LeaseTerm> ConfirmAsync(ClientIdentity client, TimeSpan length, CancellationToken cancellationToken) => leases.ConfirmAsync(client, length, cancellationToken);

        public bool IsHeld(ClientIdentity client) => leases.IsHeld(client);

        public string? FindHolder(ClientIdentity but) => leases.FindHolder(but);

        public Task<IDisposable> TakeLoginAsync(Guid connection, CancellationToken cancellationToken) => leases.TakeLoginAsync(connection, cancellationToken);

        private async Task<TLease> RequireAsync<TLease>(Task<TLease> taking)
            where TLease : IDisposable?
        {
            var lease = await taking;
            try
            {
                if (lease is not null)
                    await Task.Run(guard.RequireFree);
                return lease;
            }
            catch
            {
                lease?.Dispose();
                throw;
            }
        }
    }
}
