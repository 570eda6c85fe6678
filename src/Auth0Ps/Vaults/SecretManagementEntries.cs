namespace Auth0Ps.Vaults;

/// <summary>The entries of a vault whose lock is held.</summary>
internal sealed class SecretManagementEntries(RegisteredVault vault, VaultLock held, IDisposable share) : IVaultEntries
{
    private bool _disposed;

    /// <inheritdoc/>
    public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) =>
        DoAsync(written: null, () => VaultOperations.Read(vault, entry), cancellationToken);

    /// <inheritdoc/>
    public Task WriteAsync(string entry, VaultSecret secret, bool mayRemoveFirst, CancellationToken cancellationToken) =>
        DoAsync(
            entry,
            () =>
            {
                VaultOperations.Write(vault, entry, secret, mayRemoveFirst);
                return true;
            },
            cancellationToken);

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string entry, CancellationToken cancellationToken) =>
        DoAsync(entry, () => VaultOperations.Remove(vault, entry), cancellationToken);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        share.Dispose();
        return ValueTask.CompletedTask;
    }

    // Each piece of work has its own share of the lock: a vault that answers after everybody has given up still writes under it.
    private Task<T> DoAsync<T>(string? written, Func<T> work, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (written is not null && WithinVault.IsSo)
            throw VaultFailures.WriteWithinVault(vault);
        return VaultWork.DoAsync(vault.Name, written, work, held.TryShare(), cancellationToken);
    }
}
