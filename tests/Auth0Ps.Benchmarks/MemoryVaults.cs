using System.Collections.Concurrent;
using Auth0Ps.Vaults;

namespace Auth0Ps.Benchmarks;

/// <summary>One vault that takes no time, so that nothing but rotating is measured.</summary>
internal sealed class MemoryVaults : ISecretVaults
{
    /// <summary>The vault's name.</summary>
    public const string Name = "memory";

    private readonly ISecretVault _vault = new MemoryVault();

    public Task<ISecretVault> FindAsync(string name, CancellationToken cancellationToken) => Task.FromResult(_vault);

    private sealed class MemoryVault : ISecretVault, IVaultEntries
    {
        private readonly ConcurrentDictionary<string, VaultSecret> _entries = new(StringComparer.OrdinalIgnoreCase);

        public string Name => MemoryVaults.Name;

        public string Place => MemoryVaults.Name;

        // A copy, because readers dispose of what they were given.
        public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) =>
            Task.FromResult(_entries.TryGetValue(entry, out var secret) ? Copy(secret) : null);

        public Task<IVaultEntries> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IVaultEntries>(this);

        public Task WriteAsync(string entry, VaultSecret secret, bool mayRemoveFirst, CancellationToken cancellationToken)
        {
            _entries[entry] = Copy(secret);
            return Task.CompletedTask;
        }

        public Task<bool> RemoveAsync(string entry, CancellationToken cancellationToken) => Task.FromResult(_entries.TryRemove(entry, out _));

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;

        private static VaultSecret Copy(VaultSecret secret) =>
            secret.UserName is { } user ? new VaultSecret(user, secret.Secret.Copy()) : new VaultSecret(secret.Secret.Copy());
    }
}
