
namespace Auth0Ps.Vaults;

/// <summary>The locks on vaults.</summary>
internal interface IVaultLocks
{
    /// <summary>The lock of a vault.</summary>
    /// <param name="identity">What tells the vault from others, in any case: two names of one store must give one identity.</param>
    IVaultLock Of(string identity);
}

/// <summary>A lock on one vault: the callers of this process share it, other processes wait. A process that dies lets go of it.</summary>
internal interface IVaultLock
{
    /// <summary>Takes a share; the first one of this process waits until no other process has any.</summary>
    /// <param name="vault">The vault's name, for the error.</param>
    /// <param name="patience">How long to wait for another process.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The share; the lock is let go when the last one is disposed of.</returns>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.VaultBusy"/>: another process kept it for too long. <see cref="ErrorReason.VaultUnavailable"/>: there can be no
    /// lock.
    /// </exception>
    Task<IDisposable> ShareAsync(string vault, TimeSpan patience, CancellationToken cancellationToken);

    /// <summary>A further share when this process has the lock already; otherwise null.</summary>
    IDisposable? TryShare();
}
