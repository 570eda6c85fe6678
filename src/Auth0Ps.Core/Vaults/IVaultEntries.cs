namespace Auth0Ps.Vaults;

/// <summary>A vault's entries, while its lock is held. Calls of several threads are made one after the other.</summary>
public interface IVaultEntries : IAsyncDisposable
{
    /// <summary>Reads an entry.</summary>
    /// <param name="entry">The entry's name.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The entry; null when there is none of that name.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultReadFailed"/>.</exception>
    Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken);

    /// <summary>
    /// Proves on a throw-away entry that the vault keeps secrets of a kind, and removes it again. What was proven is remembered, so
    /// that this can be asked before anything depends on the answer.
    /// </summary>
    /// <param name="kind">The kind.</param>
    /// <param name="cancellationToken">Ends the wait before the proof.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultWriteFailed"/>: it does not, in the vault's own words.</exception>
    Task ProveAsync(VaultSecretKind kind, CancellationToken cancellationToken);

    /// <summary>Writes an entry, reads it back and compares.</summary>
    /// <param name="entry">The entry's name; an entry that exists is replaced.</param>
    /// <param name="secret">What it is to hold.</param>
    /// <param name="cancellationToken">Ends the wait before the write; a write that has begun is finished.</param>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.VaultWriteFailed"/>: it was not written, or does not read back as it was written.
    /// </exception>
    Task WriteAsync(string entry, VaultSecret secret, CancellationToken cancellationToken);

    /// <summary>Removes an entry.</summary>
    /// <param name="entry">The entry's name.</param>
    /// <param name="cancellationToken">Ends the wait before the removal.</param>
    /// <returns>False when there was none of that name.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultWriteFailed"/>.</exception>
    Task<bool> RemoveAsync(string entry, CancellationToken cancellationToken);
}
