using Auth0Ps.Diagnostics;

namespace Auth0Ps.Vaults;

/// <summary>A vault whose calls are measured.</summary>
internal sealed class MeasuredVault(ISecretVault vault) : ISecretVault
{
    public string Name => vault.Name;

    public string Place => vault.Place;

    public bool IsOfThisMachine => vault.IsOfThisMachine;

    public IReadOnlyList<Auth0Check> Checks => vault.Checks;

    public bool ReservesRemovedNames => vault.ReservesRemovedNames;

    public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) =>
        Measurements.VaultCallAsync(Name, "read", () => vault.ReadAsync(entry, cancellationToken));

    public Task RequireNamesAsync(IReadOnlyList<string> names, string probe, bool areChosenNow, CancellationToken cancellationToken) =>
        vault.RequireNamesAsync(names, probe, areChosenNow, cancellationToken);

    public async Task<IVaultEntries> OpenAsync(CancellationToken cancellationToken) =>
        new Entries(Name, await Measurements.VaultCallAsync(Name, "lock", () => vault.OpenAsync(cancellationToken)));

    private sealed class Entries(string name, IVaultEntries entries) : IVaultEntries
    {
        public Task<VaultSecret?> ReadAsync(string entry, CancellationToken cancellationToken) =>
            Measurements.VaultCallAsync(name, "read", () => entries.ReadAsync(entry, cancellationToken));

        public Task WriteAsync(string entry, VaultSecret secret, bool mayRemoveFirst, CancellationToken cancellationToken) =>
            Measurements.VaultCallAsync(name, "write", async () =>
            {
                await entries.WriteAsync(entry, secret, mayRemoveFirst, cancellationToken);
                return true;
            });

        public Task<IDisposable?> BeginWriteAsync(CancellationToken cancellationToken) => entries.BeginWriteAsync(cancellationToken);

        public Task<bool> RemoveAsync(string entry, CancellationToken cancellationToken) =>
            Measurements.VaultCallAsync(name, "remove", () => entries.RemoveAsync(entry, cancellationToken));

        public ValueTask DisposeAsync() => entries.DisposeAsync();
    }
}
