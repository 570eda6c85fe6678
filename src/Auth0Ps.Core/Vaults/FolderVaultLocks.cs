using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Auth0Ps.State;

namespace Auth0Ps.Vaults;

/// <summary>The locks of this user on vaults, as lock files.</summary>
/// <param name="folder">The data folder.</param>
internal sealed class FolderVaultLocks(DataFolder folder) : IVaultLocks
{
    private readonly ConcurrentDictionary<string, VaultLock> _known = new(StringComparer.Ordinal);

    /// <summary>What names a vault's lock.</summary>
    /// <param name="identity">What tells the vault from others, in any case.</param>
    public static string KeyOf(string identity) =>
        $"vault-{Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(identity.ToUpperInvariant())).AsSpan(0, 12)).ToLowerInvariant()}";

    /// <inheritdoc/>
    public IVaultLock Of(string identity) => _known.GetOrAdd(Path.Combine(folder.OfLocks, KeyOf(identity) + ".lock"), VaultLockFile.LockOf);
}
