namespace Auth0Ps.Vaults;

/// <summary>A vault registered with SecretManagement.</summary>
internal sealed class SecretManagementVault(RegisteredVault vault) : ISecretVault
{
    private readonly VaultLock _lock = VaultLock.Of(vault.Identity);

    /// <summary>How long to wait for other processes, one of which may be rotating many secrets.</summary>
    internal static TimeSpan Patience { get; set; } = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public string Name => vault.Name;

    /// <inheritdoc/>
    public string Place => vault.Identity;

    /// <inheritdoc/>
    public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) =>
        VaultWork.DoAsync(vault.Name, entry: null, () => VaultOperations.Read(vault, entry), share: null, cancellationToken);

    /// <inheritdoc/>
    public async Task<IVaultEntries> OpenAsync(CancellationToken cancellationToken) =>
        new SecretManagementEntries(vault, _lock, await _lock.ShareAsync(vault.Name, Patience, cancellationToken));
}
