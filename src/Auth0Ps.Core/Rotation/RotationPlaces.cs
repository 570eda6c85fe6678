using System.Security;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Copies;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;
using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation;

/// <summary>All entries that a rotation writes, in vaults whose locks are held: the destination's, those of connections that sign in as this client, and copies.</summary>
internal sealed class RotationPlaces : IAsyncDisposable
{
    private readonly List<IVaultEntries> _open = [];
    private readonly List<VaultSecretPlace> _all = [];
    private IVaultEntries _destination = null!;
    private string? _clientIdEntry;
    private bool _areOfManyMachines;

    private RotationPlaces(string clientId) => ClientId = clientId;

    public string ClientId { get; }

    /// <summary>The destination's entry for the secret.</summary>
    public VaultSecretPlace Main => _all[0];

    /// <summary>The entries from which connections sign in as this client, where they are others.</summary>
    public IEnumerable<VaultSecretPlace> OfConnections => _all.Skip(1);

    /// <summary>The copies, which get what the destination holds.</summary>
    public SecretCopies Copies { get; private set; } = null!;

    /// <summary>The destination's entries.</summary>
    public IVaultEntries Destination => _destination;

    /// <summary>Finds the vaults and takes their locks, always in the order of their places, whatever their names, so that two rotations cannot wait for each other.</summary>
    /// <param name="vaults">Finds vaults by their names.</param>
    /// <param name="entry">The rotation.</param>
    /// <param name="confirm">Asked immediately before each write; throws where the client's lease was lost, so that nothing is written.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="Auth0Exception">A vault cannot be used; nothing was changed.</exception>
    public static async Task<RotationPlaces> OpenAsync(ISecretVaults vaults, RotationEntry entry, Func<Task> confirm, CancellationToken cancellationToken)
    {
        var places = new RotationPlaces(entry.ClientId) { _areOfManyMachines = vaults is VaultCache { AreOfManyMachines: true } };
        try
        {
            var found = new List<ISecretVault>();
            var needed = entry.Connections.Select(place => place.Vault).Append(entry.Vault).ToHashSet(StringComparer.OrdinalIgnoreCase);
            foreach (var name in needed)
                found.Add(await vaults.FindAsync(name, cancellationToken));
            var faults = await FindCopiesAsync(vaults, entry, needed, found, cancellationToken);

            var entries = new Dictionary<string, (string Name, IVaultEntries Entries)>(StringComparer.OrdinalIgnoreCase);
            foreach (var vault in found.OrderBy(vault => vault.Place, StringComparer.Ordinal))
            {
                try
                {
                    var opened = new LeasedEntries(await vault.OpenAsync(cancellationToken), confirm);
                    places._open.Add(opened);
                    entries[vault.Name] = (vault.Name, opened);
                }
                catch (Auth0Exception exception) when (entry.MayBeLive && !needed.Contains(vault.Name))
                {
                    faults[vault.Name] = exception;
                }
            }

            places.Copies = new SecretCopies(entry, name => entries[name].Entries, faults);

            var (main, destination) = entries[entry.Vault];
            places._destination = destination;
            places._clientIdEntry = entry.Mapping.ClientId;
            places._all.Add(new VaultSecretPlace(main, destination, entry.Mapping.SecretEntry, entry.NextNameOf(entry.Mapping.SecretEntry), entry.Mapping.Credential is null ? null : entry.ClientId));
            foreach (var place in entry.Connections)
            {
                var (name, also) = entries[place.Vault];
                places._all.Add(new VaultSecretPlace(name, also, place.Entry, entry.NextNameOf(place.Entry), await UserNameAsync(also, place.Entry)));
            }

            return places;
        }
        catch
        {
            await places.DisposeAsync();
            throw;
        }
    }

    /// <summary>What the entries held when they were last read.</summary>
    public HeldSecrets Held { get; private set; } = null!;

    /// <summary>Reads all entries.</summary>
    public async Task<HeldSecrets> ReadAsync()
    {
        var all = new List<HeldSecrets.At>();
        foreach (var place in _all)
            all.Add(await ReadAsync(place));
        return Held = new(all);
    }

    /// <summary>What waits under the name that the version before used; null when nothing does.</summary>
    public async Task<SecureString?> ReadFormerNextAsync() =>
        (await _destination.ReadAsync(SecretsMapping.FormerNextName(Main.Name), CancellationToken.None))?.Secret;

    /// <summary>Refuses to overwrite entries that neither the client's last run wrote nor anybody gave free.</summary>
    /// <param name="entry">The rotation that begins.</param>
    /// <param name="force">True where they may be overwritten.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultEntryExists"/>; or <see cref="ErrorReason.VaultUnavailable"/>: it is not the vault that the last run used.</exception>
    public async Task RequireOwnAsync(RotationEntry entry, RotationEntry? former, bool force)
    {
        if (force)
            return;
        if (_areOfManyMachines && await IsAnotherVaultAsync(entry, former))
            throw AnotherVault(entry, former!);
        if (await EntryOwnership.ForeignEntryAsync(name => _destination.ReadAsync(name, CancellationToken.None), entry.Mapping, ClientId, former, entry.Vault) is { } foreign)
            throw Exists(entry.Vault, foreign, "-SecretsMapping");
        if (await Copies.ForeignEntryAsync(ClientId, former) is { } ofCopy)
            throw Exists(ofCopy.Vault, ofCopy.Entry, "-CopyTo");

        static Auth0Exception Exists(string vault, string entry, string parameter) => new(
            ErrorReason.VaultEntryExists,
            $"The entry '{entry}' in vault '{vault}' is there already and was not written by this rotation.",
            $"Choose other names with {parameter}, or add -Force to overwrite it this once.")
        { Target = vault };
    }

    /// <summary>True where the last run used a vault of this name, and this one has nothing of it: each machine has vaults of its own.</summary>
    private async Task<bool> IsAnotherVaultAsync(RotationEntry entry, RotationEntry? former) =>
        former is { RotatedAt: not null }
        && string.Equals(former.Vault, entry.Vault, StringComparison.OrdinalIgnoreCase)
        && former.Mapping == entry.Mapping
        && await _destination.ReadAsync(Fingerprint.KeyEntry, CancellationToken.None) is null
        && await ReadAsync(Main) is { Final: null, Next: null, Fault: null };

    private static Auth0Exception AnotherVault(RotationEntry entry, RotationEntry former) => new(
        ErrorReason.VaultUnavailable,
        $"Vault '{entry.Vault}' of this machine has nothing of the rotation that used a vault of that name at {former.RotatedAt!.Value.UtcDateTime:u}: it is another vault, or it was emptied. Consumers that read the former one would be left with a dead secret.",
        $"Register the same vault here under the name '{entry.Vault}', or let another machine rotate. To start over in this vault: {RotationCommands.Of(entry)} -Force")
    { Target = entry.ClientId };

    /// <summary>Puts the secret beside the final ones, but where it is the final one already.</summary>
    public async Task StageAsync(SecureString secret)
    {
        foreach (var place in _all)
        {
            if (Held is null || !SecureStrings.AreEqual(Held.All.First(at => at.Place == place).Final, secret))
                await place.StageAsync(secret);
        }
    }

    /// <summary>Writes all final names; the destination's first, because its readers wait. The secret must be proven to be in the next ones.</summary>
    public async Task PromoteAsync(SecureString secret)
    {
        foreach (var place in _all)
            await place.PromoteAsync(secret);
        await WriteClientIdAsync();
    }

    /// <summary>Keeps the destination's value that is about to be replaced; where it was replaced already, that was done before.</summary>
    public async Task KeepPreviousAsync(SecureString secret)
    {
        if (Held.Main.Final is { } former && !SecureStrings.AreEqual(former, secret))
            await Main.KeepPreviousAsync(former);
    }

    /// <summary>Makes a secret final that someone else made live, wherever there is a final one; what those hold is proven dead.</summary>
    public async Task AdoptAsync(SecureString live)
    {
        foreach (var at in Held.All.Where(at => at.Final is not null || at == Held.Main))
            await at.Place.PromoteAsync(live);
        await WriteClientIdAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var entries in Enumerable.Reverse(_open))
            await entries.DisposeAsync();
    }

    /// <summary>Finds the vaults that only copies are in. Where the new secret may be live, one that cannot be used does not keep the others waiting.</summary>
    private static async Task<Dictionary<string, Auth0Exception>> FindCopiesAsync(
        ISecretVaults vaults, RotationEntry entry, HashSet<string> needed, List<ISecretVault> found, CancellationToken cancellationToken)
    {
        var faults = new Dictionary<string, Auth0Exception>(StringComparer.OrdinalIgnoreCase);
        foreach (var name in entry.Copies.Select(static copy => copy.Vault).Distinct(StringComparer.OrdinalIgnoreCase).Where(name => !needed.Contains(name)))
        {
            try
            {
                found.Add(await vaults.FindAsync(name, cancellationToken));
            }
            catch (Auth0Exception exception) when (entry.MayBeLive)
            {
                faults[name] = exception;
            }
        }

        if (CopyRules.FaultIn(entry, found) is { } fault)
            faults[fault.Copy.Vault] = entry.MayBeLive ? fault.Why : throw fault.Why;
        return faults;
    }

    private async Task WriteClientIdAsync()
    {
        if (_clientIdEntry is null)
            return;

        using var own = SecureStrings.Protect(ClientId);
        await _destination.KeepAsync(_clientIdEntry, new VaultSecret(own), mayRemoveFirst: true);
    }

    private static async Task<HeldSecrets.At> ReadAsync(VaultSecretPlace place)
    {
        var next = await place.ReadNextAsync();
        try
        {
            return new(place, next?.Secret, (await place.ReadFinalAsync())?.Secret, Fault: null);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.VaultReadFailed)
        {
            return new(place, next?.Secret, Final: null, exception);
        }
    }

    private static async Task<string?> UserNameAsync(IVaultEntries entries, string name) =>
        (await entries.ReadAsync(name, CancellationToken.None))?.UserName;
}
