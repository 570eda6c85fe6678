using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation;

/// <summary>A vault's entries, written only while the client's lease is held: a process that was paused past it must not overwrite what its successor wrote.</summary>
/// <param name="entries">The entries.</param>
/// <param name="confirm">Throws where the lease was lost.</param>
internal sealed class LeasedEntries(IVaultEntries entries, Func<Task> confirm) : IVaultEntries
{
    /// <inheritdoc/>
    public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) => entries.ReadAsync(entry, cancellationToken);

    /// <inheritdoc/>
    public async Task WriteAsync(string entry, VaultSecret secret, bool mayRemoveFirst, CancellationToken cancellationToken)
    {
        using var turn = await entries.BeginWriteAsync(cancellationToken);
        await confirm();
        await entries.WriteAsync(entry, secret, mayRemoveFirst, cancellationToken);
    }

    /// <inheritdoc/>
    public async Task<bool> RemoveAsync(string entry, CancellationToken cancellationToken)
    {
        using var turn = await entries.BeginWriteAsync(cancellationToken);
        await confirm();
        return await entries.RemoveAsync(entry, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => entries.DisposeAsync();
}
