using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.Vaults;

/// <summary>A vault registered with SecretManagement.</summary>
internal sealed class SecretManagementVault(RegisteredVault vault) : ISecretVault
{
    private readonly VaultLock _lock = VaultLock.Of(vault.Identity);

    /// <summary>How long to wait for other processes, one of which may be rotating many secrets.</summary>
    internal static TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(5);

    /// <summary>How long a write may take until it can be read.</summary>
    internal static TimeSpan ReadPatience { get; set; } = LearningVault.DefaultPatience;

    private LearningVault Unlocked => new(new SecretManagementCalls(vault, share: null), TimeProvider.System, ReadPatience);

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
    public async Task<IVaultEntries> OpenAsync(CancellationToken cancellationToken) =>
        new SecretManagementEntries(vault, _lock, await _lock.ShareAsync(vault.Name, Patience, cancellationToken));
}
