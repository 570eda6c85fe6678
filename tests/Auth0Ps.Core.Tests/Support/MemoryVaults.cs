using System.Collections.Concurrent;
using Auth0Ps.Vaults;

namespace Auth0Ps.Core.Tests.Support;

/// <summary>Vaults of this process, with the faults that real ones have.</summary>
internal sealed class MemoryVaults : ISecretVaults
{
    private readonly ConcurrentDictionary<string, MemoryVault> _vaults = new(StringComparer.OrdinalIgnoreCase);

    public MemoryVault this[string name] => _vaults.GetOrAdd(name, static key => new MemoryVault(key));

    public Task<ISecretVault> FindAsync(string name, CancellationToken cancellationToken) =>
        !_vaults.TryGetValue(name, out var vault)
            ? throw new Auth0Exception(ErrorReason.VaultNotFound, $"There is no vault '{name}'.")
            : vault.IsLocked
                ? throw new Auth0Exception(ErrorReason.VaultLocked, $"Vault '{name}' is locked.")
                : Task.FromResult<ISecretVault>(vault);
}

internal sealed class MemoryVault(string name) : ISecretVault, IVaultEntries
{
    private readonly ConcurrentDictionary<string, VaultSecret> _entries = new(StringComparer.OrdinalIgnoreCase);

    public string Name => name;

    /// <summary>Its own name, unless it is another one's vault.</summary>
    public string Place { get; init; } = name.ToUpperInvariant();

    public bool IsLocked { get; set; }

    public bool FailsToWrite { get; set; }

    public IEnumerable<string> Names => _entries.Keys.Order(StringComparer.Ordinal);

    public VaultSecret? this[string entry]
    {
        get => _entries.GetValueOrDefault(entry);
        set => _entries[entry] = value!;
    }

    public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) => Task.FromResult(this[entry] is { } found ? Copy(found) : null);

    public Task<IVaultEntries> OpenAsync(CancellationToken cancellationToken) => Task.FromResult<IVaultEntries>(this);

    public Task WriteAsync(string entry, VaultSecret secret, bool mayRemoveFirst, CancellationToken cancellationToken)
    {
        if (FailsToWrite)
            throw new Auth0Exception(ErrorReason.VaultWriteFailed, $"Vault '{name}' is full.");
        _entries[entry] = Copy(secret);
        return Task.CompletedTask;
    }

    public Task<bool> RemoveAsync(string entry, CancellationToken cancellationToken) => Task.FromResult(_entries.TryRemove(entry, out _));

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    /// <summary>Callers dispose of what they have.</summary>
    private static VaultSecret Copy(VaultSecret secret) =>
        secret.UserName is { } user ? new VaultSecret(user, secret.Secret.Copy()) : new VaultSecret(secret.Secret.Copy());
}
