using Auth0Ps.State;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.SecretManagement.SecretStore;

/// <summary>The user's SecretStore, under one of the names that it is registered with.</summary>
/// <param name="vault">The vault.</param>
/// <param name="state">Its lock.</param>
internal sealed class SecretStoreVault(RegisteredVault vault, Auth0State state) : ISecretVault
{
    // Its file is on this machine, whatever store keeps the state, and a process with another store of state must wait as well.
    private readonly IVaultLock _lock = state.LocksOfMachine.Of(vault.Identity);

    /// <inheritdoc/>
    public string Name => vault.Name;

    /// <inheritdoc/>
    public string Place => vault.Identity;

    /// <inheritdoc/>
    public bool IsOfThisMachine => true;

    /// <inheritdoc/>
    public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) =>
        VaultWork.DoAsync(vault.Name, entry: null, () => SecretStoreAccess.Read(vault, entry, isLocked: false), share: null, cancellationToken);

    /// <inheritdoc/>
    public Task RequireNamesAsync(IReadOnlyList<string> names, string probe, bool areChosenNow, CancellationToken cancellationToken)
    {
        foreach (var name in names)
            VaultNames.RequireKnown(vault.Name, vault.ModuleName, name);
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<IVaultEntries> OpenAsync(CancellationToken cancellationToken) =>
        new OpenEntries(vault, _lock, await _lock.ShareAsync(vault.Name, state.Limits.VaultLock, cancellationToken));

    private sealed class OpenEntries(RegisteredVault vault, IVaultLock held, IDisposable share) : IVaultEntries
    {
        private bool _disposed;

        public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) =>
            DoAsync(written: null, () => SecretStoreAccess.Read(vault, entry, isLocked: true), cancellationToken);

        // In SecretStore an entry is replaced without being missing for a moment, and both kinds are kept as they are.
        public Task WriteAsync(string entry, VaultSecret secret, bool mayRemoveFirst, CancellationToken cancellationToken) =>
            DoAsync(
                entry,
                () =>
                {
                    SecretStoreAccess.Write(vault, entry, secret);
                    return true;
                },
                cancellationToken);

        public Task<bool> RemoveAsync(string entry, CancellationToken cancellationToken) =>
            DoAsync(entry, () => SecretStoreAccess.Remove(vault, entry), cancellationToken);

        public ValueTask DisposeAsync()
        {
            _disposed = true;
            share.Dispose();
            return ValueTask.CompletedTask;
        }

        // Each piece of work has its own share of the lock: one that nobody waits for any more still writes under it.
        private Task<T> DoAsync<T>(string? written, Func<T> work, CancellationToken cancellationToken)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (written is not null && WithinVault.IsSo)
                throw VaultFailures.WriteWithinVault(vault);
            return VaultWork.DoAsync(vault.Name, written, work, held.TryShare(), cancellationToken);
        }
    }
}
