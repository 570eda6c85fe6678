
namespace Auth0Ps.Vaults;

/// <summary>A vault's entries, while its lock is held. Calls of several threads are made one after the other.</summary>
internal interface IVaultEntries : IAsyncDisposable
{
    /// <summary>Reads an entry.</summary>
    /// <returns>The entry; null when there is none of that name.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultReadFailed"/>.</exception>
    Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken);

    /// <summary>
    /// Writes an entry, reads it back and compares. It returns only when the entry is proven to hold the secret, so nobody has to look once
    /// more. In whichever form the vault keeps the secret, and however late a write can be read in it, is learned here: a write into an entry
    /// that nothing depends on yet is the proof that the vault keeps such a secret.
    /// </summary>
    /// <param name="entry">The entry's name; an entry that exists is replaced.</param>
    /// <param name="mayRemoveFirst">
    /// Whether the entry may be missing for a moment, for a vault that does not overwrite: only true where another entry is proven to hold
    /// what must not be lost, or where nothing in this one is needed.
    /// </param>
    /// <param name="cancellationToken">Ends the wait before the write; a write that has begun is finished.</param>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.VaultWriteFailed"/>: it was not written, or does not read back as it was written.
    /// </exception>
    Task WriteAsync(string entry, VaultSecret secret, bool mayRemoveFirst, CancellationToken cancellationToken);

    /// <summary>
    /// Waits for what a write has to wait for, where that is not held anyway, so that what must be certain immediately before the write can be asked after
    /// the wait.
    /// </summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>To be disposed of after the write; null where nothing is waited for.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultBusy"/>: another process kept the vault for too long.</exception>
    Task<IDisposable?> BeginWriteAsync(CancellationToken cancellationToken) => Task.FromResult<IDisposable?>(null);

    /// <summary>Removes an entry.</summary>
    /// <param name="cancellationToken">Ends the wait before the removal.</param>
    /// <returns>False when there was none of that name.</returns>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultWriteFailed"/>.</exception>
    Task<bool> RemoveAsync(string entry, CancellationToken cancellationToken);
}
