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

    /// <inheritdoc/>
    public IVaultLock Of(string identity)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(identity.ToUpperInvariant()));
        var name = $"vault-{Convert.ToHexString(hash.AsSpan(0, 12)).ToLowerInvariant()}.lock";
        return _known.GetOrAdd(Path.Combine(folder.OfLocks, name), static path => new VaultLock(path));
    }
}
