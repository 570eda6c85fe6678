namespace Auth0Ps.Vaults;

/// <summary>
/// The entries of a vault that other machines write to as well. Its lock is held for each write only: a runner must not wait for a vault while another one
/// waits for its tenant. What has to stay as it is from the first read on is kept apart by the clients' leases.
/// </summary>
/// <param name="entries">The entries.</param>
/// <param name="vaultLock">The vault's lock.</param>
/// <param name="vault">The vault's name, for errors.</param>
/// <param name="patience">How long to wait for another process's write.</param>
internal sealed class SharedEntries(IVaultEntries entries, IVaultLock vaultLock, string vault, TimeSpan patience) : IVaultEntries
{
    /// <inheritdoc/>
    public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) => entries.ReadAsync(entry, cancellationToken);

    /// <inheritdoc/>
    public async Task<IDisposable?> BeginWriteAsync(CancellationToken cancellationToken) => vaultLock.TryShare() ?? await vaultLock.ShareAsync(vault, patience, cancellationToken);

    /// <inheritdoc/>
    public async Task WriteAsync(string entry, VaultSecret secret, bool mayRemoveFirst, CancellationToken cancellationToken)
    {
        using var share = await BeginWriteAsync(cancellationToken);
        await entries.WriteAsync(entry, secret, mayRemoveFirst, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(string entry, CancellationToken cancellationToken)
    {
        using var share = await BeginWriteAsync(cancellationToken);
        return await entries.RemoveAsync(entry, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => entries.DisposeAsync();
}
