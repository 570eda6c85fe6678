using System.Collections.Concurrent;
using System.Diagnostics;
using Auth0Ps.Vaults;

namespace Auth0Ps.State.Shared;

/// <summary>The locks on vaults of all machines that share the store.</summary>
/// <param name="keeper">The leases of this process.</param>
internal sealed class SharedVaultLocks(LeaseKeeper keeper) : IVaultLocks
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly ConcurrentDictionary<string, VaultLock> _known = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public IVaultLock Of(string identity) => _known.GetOrAdd(FolderVaultLocks.KeyOf(identity), LockOf);

    private VaultLock LockOf(string key)
    {
        var next = key + "-next";
        return new VaultLock(TakeAsync, () => keeper.IsHeld([next]), Pause);

        async Task<IDisposable> TakeAsync(string vault, TimeSpan patience, CancellationToken cancellationToken)
        {
            var started = Stopwatch.GetTimestamp();
            using var turn = await RequireAsync(next, patience);
            return await RequireAsync(key, patience - Stopwatch.GetElapsedTime(started));

            async Task<IDisposable> RequireAsync(string record, TimeSpan left)
            {
                var (lease, holder) = await keeper.TakeAsync([record], left, cancellationToken);
                return lease ?? throw new Auth0Exception(
                    ErrorReason.VaultBusy,
                    $"The vault '{vault}' is in use by {holder}, which did not finish within {patience.TotalSeconds:0} seconds.",
                    "Wait for the other command to finish and try again; the lock of a process that died ends by itself.")
                { Target = vault };
            }
        }
    }
}
