using Auth0Ps.State;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.SecretManagement;

/// <summary>A vault registered with SecretManagement.</summary>
/// <param name="vault">The vault.</param>
/// <param name="state">Its lock, and what was seen of it.</param>
internal sealed class SecretManagementVault(RegisteredVault vault, Auth0State state) : ISecretVault
{
    private readonly IVaultLock _lock = state.Store.VaultLocks.Of(vault.Identity);

    private LearningVault Unlocked => new(new SecretManagementCalls(vault, share: null), state.Habits, state.Time, state.Limits.VaultReadLag);

    /// <inheritdoc/>
    public string Name => vault.Name;

    /// <inheritdoc/>
    public string Place => vault.Identity;

    /// <inheritdoc/>
    public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) =>
        Unlocked.ReadAsync(entry, cancellationToken);

    /// <inheritdoc/>
    public Task RequireNamesAsync(IReadOnlyList<string> names, string probe, bool areChosenNow, CancellationToken cancellationToken) =>
        Unlocked.RequireNamesAsync(names, probe, areChosenNow, cancellationToken);

    /// <inheritdoc/>
    public IReadOnlyList<Auth0Check> Checks => Unlocked.Checks;

    /// <inheritdoc/>
    public bool ReservesRemovedNames => Unlocked.ReservesRemovedNames;

    /// <inheritdoc/>
    public async Task<IVaultEntries> OpenAsync(CancellationToken cancellationToken) => state.Store.IsOfManyMachines
        ? new SharedEntries(new SecretManagementEntries(vault, state, _lock, share: null), _lock, vault.Name, state.Limits.VaultLock)
        : new SecretManagementEntries(vault, state, _lock, await _lock.ShareAsync(vault.Name, state.Limits.VaultLock, cancellationToken));
}
