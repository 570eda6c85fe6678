using Auth0Ps.State;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.SecretManagement;

/// <summary>The entries of a vault whose lock is held, or is taken for each write.</summary>
/// <param name="vault">The vault.</param>
/// <param name="state">What was seen of it.</param>
/// <param name="held">Its lock.</param>
/// <param name="share">The share that is held; null where it is taken for each write.</param>
internal sealed class SecretManagementEntries(RegisteredVault vault, Auth0State state, IVaultLock held, IDisposable? share) : IVaultEntries
{
    private readonly LearningVault _entries = new(new SecretManagementCalls(vault, held.TryShare), state.Habits, state.Time, state.Limits.VaultReadLag);
    private bool _disposed;

    /// <inheritdoc/>
    public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _entries.ReadAsync(entry, cancellationToken);
    }

    /// <inheritdoc/>
    public Task WriteAsync(string entry, VaultSecret secret, bool mayRemoveFirst, CancellationToken cancellationToken)
    {
        RequireWritable(cancellationToken);
        return _entries.WriteAsync(entry, secret, mayRemoveFirst);
    }

    /// <inheritdoc/>
    public Task<bool> RemoveAsync(string entry, CancellationToken cancellationToken)
    {
        RequireWritable(cancellationToken);
        return _entries.RemoveAsync(entry);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _disposed = true;
        share?.Dispose();
        return ValueTask.CompletedTask;
    }

    private void RequireWritable(CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (WithinVault.IsSo)
            throw VaultFailures.WriteWithinVault(vault);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
