namespace Auth0Ps.Vaults;

/// <summary>A vault registered with SecretManagement.</summary>
/// <remarks>
/// <para>
/// What the lock cannot keep out: a user's own <c>Set-Secret</c> does not take it. For SecretStore that means that a session which has had the
/// store open since before a write of this module, and writes by itself within about five seconds of its own last write, or before it has
/// noticed the change, deletes what this module wrote. Whoever depends on an entry reads it again on the next run.
/// </para>
/// <para>
/// SecretStore (1.0.6) replaces an entry in two writes of its file, without it and with it again. A process killed in between leaves no
/// such entry, and one killed within a write leaves a file that cannot be read. Keep what must survive under a second name until
/// the first reads back.
/// </para>
/// </remarks>
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
        VaultWork.DoAsync(vault.Name, entry: null, () => VaultOperations.ReadUnlocked(vault, entry), share: null, cancellationToken);

    /// <inheritdoc/>
    public async Task<IVaultEntries> OpenAsync(CancellationToken cancellationToken) =>
        new SecretManagementEntries(vault, _lock, await _lock.ShareAsync(vault.Name, Patience, cancellationToken));
}
