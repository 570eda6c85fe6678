using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Drift;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;
using Auth0Ps.State;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.Rotation;

/// <summary>
/// Knows whose vault entries are: saved rotations', unfinished ones' of whichever kind, connections', and those of someone unknown. A store may be known
/// under several names.
/// </summary>
/// <param name="state">The saved rotations, the journal and the connections.</param>
/// <param name="vaults">The vaults.</param>
internal sealed class EntryOwnership(Auth0State state, ISecretVaults vaults)
{
    private const string OtherNames = "Choose other names with -SecretsMapping; the secret's name with -next and with -previous behind it is needed too.";

    /// <summary>Refuses a definition that gets into the way of another one.</summary>
    /// <param name="rotation">The definition.</param>
    /// <param name="all">All definitions; the same one's former state among them is passed over.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.RotationExists"/>.</exception>
    public static void RequireApart(Auth0SecretRotation rotation, IEnumerable<Auth0SecretRotation> all)
    {
        var own = rotation.Places.ToLookup(static place => place.Vault, static place => EntryNames.Fold(place.Entry), StringComparer.OrdinalIgnoreCase);
        foreach (var other in all.Where(other => other.Id != rotation.Id))
        {
            if (Is(other.Name, rotation.Name))
                throw Exists(rotation.Name, $"A rotation '{other.Name}' exists already.", $"Choose another -Name, or change that one: Set-Auth0SecretRotation {other.Name}");
            if (other.Client == rotation.Client)
                throw Exists(rotation.ClientId, $"The application '{rotation.ClientId}' has a rotation already: '{other.Name}'. Two would put each other's secrets out of use.", $"Change that one: Set-Auth0SecretRotation {other.Name}");
            if (other.Places.FirstOrDefault(place => own.Contains(place.Vault) && own[place.Vault].Contains(EntryNames.Fold(place.Entry), StringComparer.Ordinal)) is { } shared)
                throw Exists(rotation.Name, $"The entry '{shared.Entry}' in vault '{shared.Vault}' belongs to rotation '{other.Name}'.", OtherNames);
        }

        static Auth0Exception Exists(string target, string message, string action) => new(ErrorReason.RotationExists, message, action) { Target = target };
    }

    /// <summary>The rotation's entry that one of these connections signs in from; null when none of them does.</summary>
    public static VaultPlace? EntryOfConnection(Auth0SecretRotation rotation, IEnumerable<Auth0Connection> connections) =>
        rotation.Places.FirstOrDefault(place => connections.Any(connection =>
            connection.SecretReference is { Location: SecretLocation.Vault, Vault: { } vault, SecretName: { } entry } && place.IsAt(vault, entry)));

    /// <summary>The entry of a client's that someone else wrote; null when all are free or the client's own.</summary>
    /// <param name="read">Reads the vault.</param>
    /// <param name="names">The entries.</param>
    /// <param name="clientId">The client.</param>
    /// <param name="former">The client's last run; null when none is known.</param>
    /// <param name="vault">The vault's name.</param>
    public static async Task<string?> ForeignEntryAsync(Func<string, Task<VaultSecret?>> read, SecretsMapping names, string clientId, RotationEntry? former, string vault)
    {
        if (LiveAdoption.IsIssued(former, vault, names) || (former is not null && (former.RotatedAt ?? former.AdoptedAt) is not null && former.Copies.Any(copy => Is(copy.Vault, vault) && copy.Mapping == names)))
            return null;

        var secret = await read(names.SecretEntry);
        if (secret is { UserName: { } user })
            return user == clientId ? null : names.SecretEntry;
        if (names.ClientId is { } entry && await read(entry) is { } kept)
        {
            using var own = SecureStrings.Protect(clientId);
            return SecureStrings.AreEqual(kept.Secret, own) ? null : entry;
        }

        return secret is null ? null : names.SecretEntry;
    }

    /// <summary>A definition's entry that someone else wrote, looked at without the vault's lock; the run asks the same under it before it first writes.</summary>
    public Task<string?> ForeignEntryAsync(ISecretVault vault, Auth0SecretRotation rotation, CancellationToken stop) => ForeignEntryAsync(vault, rotation, rotation.Destination, stop);

    /// <summary>The same in one of its vaults.</summary>
    public async Task<string?> ForeignEntryAsync(ISecretVault vault, Auth0SecretRotation rotation, Auth0SecretDestination at, CancellationToken stop) =>
        await ForeignEntryAsync(entry => vault.ReadAsync(entry, stop), at.SecretsMapping, rotation.ClientId, state.Journal.Find(rotation.Client), at.Vault);

    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultEntryExists"/>.</exception>
    public Task RequireFreeAsync(ISecretVault vault, Auth0SecretRotation rotation, CancellationToken stop) => RequireFreeAsync(vault, rotation, rotation.Destination, stop);

    /// <summary>The same in one of its vaults.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.VaultEntryExists"/>.</exception>
    public async Task RequireFreeAsync(ISecretVault vault, Auth0SecretRotation rotation, Auth0SecretDestination at, CancellationToken stop)
    {
        if (await ForeignEntryAsync(vault, rotation, at, stop) is { } foreign)
        {
            throw new Auth0Exception(
                ErrorReason.VaultEntryExists,
                $"The entry '{foreign}' in vault '{vault.Name}' is there already and was not written by this rotation.",
                $"Choose other names with {(at == rotation.Destination ? "-SecretsMapping" : "-CopyTo")}, or add -Force to let the first rotation overwrite it.")
            { Target = rotation.Name };
        }
    }

    /// <summary>
    /// Takes the entries that a run is about to write for it, and makes sure that nobody else needs them; asked under the client's lease and the vaults' locks. Runs
    /// of other processes are kept out by those locks, which this process's runs share; those of them that want the same entry are refused here.
    /// </summary>
    /// <param name="entry">The rotation, of which nothing is written yet.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The claim, which ends when it is disposed of.</returns>
    /// <exception cref="Auth0Exception">Whose entry it is, and what to do.</exception>
    public async Task<IDisposable> ClaimAsync(RotationEntry entry, CancellationToken stop)
    {
        var places = PlacesOf(entry);
        var keys = new List<(string Place, string Entry)>();
        foreach (var place in places)
            keys.Add(((await vaults.FindAsync(place.Vault, stop)).Place, EntryNames.Fold(place.Entry)));
        foreach (var names in places.GroupBy(static place => place.Vault, static place => place.Entry, StringComparer.OrdinalIgnoreCase))
            await (await vaults.FindAsync(names.Key, stop)).RequireNamesAsync([.. names], Fingerprint.KeyEntry, areChosenNow: false, stop);

        var claim = state.Claims.TryAdd(keys, out var taken)
            ?? throw Refusal(ErrorReason.VaultEntryExists, places[taken], "is being written by another rotation of this command", entry.Name, "Choose other names with -SecretsMapping.");
        try
        {
            // In this order: the previous owner of the claim has written in the journal by now what it left behind.
            await RequireUnownedAsync(entry, stop);
            return claim;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    /// <summary>Refuses a rotation that would write what others than its own client need.</summary>
    /// <exception cref="Auth0Exception">Whose entry it is, and what to do.</exception>
    public async Task RequireUnownedAsync(RotationEntry entry, CancellationToken stop)
    {
        var wanted = PlacesOf(entry);
        if (wanted.FirstOrDefault(place => EntryNames.AreSame(place.Entry, Fingerprint.KeyEntry)) is { } key)
            throw Refusal(ErrorReason.InvalidArgument, key, "is needed for this module's own key", entry.Name, "Choose another name with -SecretsMapping.");

        foreach (var owner in OwnersBeside(entry, wanted))
        {
            foreach (var place in wanted.Where(place => EntryNames.AreSame(place.Entry, owner.Place.Entry)))
            {
                if (await IsSameVaultAsync(place.Vault, owner.Place.Vault, stop))
                    throw Refusal(owner.Reason, place, Is(place.Vault, owner.Place.Vault) ? owner.Whose : $"{owner.Whose}, which calls the same vault '{owner.Place.Vault}'", entry.Name, owner.Action);
            }
        }
    }

    /// <summary>All entries that a rotation writes: final, next and previous ones, and those of copies.</summary>
    private static IReadOnlyList<VaultPlace> PlacesOf(RotationEntry entry) =>
    [
        .. PlacesIn(entry, entry.Vault, entry.Mapping),
        .. entry.Copies.SelectMany(copy => PlacesIn(entry, copy.Vault, copy.Mapping)),
        .. entry.Connections.SelectMany(place => new[] { place, place with { Entry = entry.NextNameOf(place.Entry) } }),
    ];

    private static IEnumerable<VaultPlace> PlacesIn(RotationEntry entry, string vault, SecretsMapping mapping) =>
        mapping.AllNames.Append(entry.NextNameOf(mapping.SecretEntry)).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => new VaultPlace(vault, name));

    private static Auth0Exception Refusal(ErrorReason reason, VaultPlace place, string whose, string target, string action) =>
        new(reason, $"The entry '{place.Entry}' in vault '{place.Vault}' {whose}.", action) { Target = target };

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<Owner> OwnersBeside(RotationEntry entry, IReadOnlyList<VaultPlace> wanted)
    {
        var tenants = state.Connections.Tenants;
        var client = entry.ClientOf(tenants);
        foreach (var (other, place) in state.Rotations.WritersOf(wanted.Select(place => place.Entry)).Where(writer => writer.Definition.Id != entry.RotationId && writer.Definition.Client != client))
            yield return new(place, ErrorReason.RotationExists, $"belongs to rotation '{other.Name}'", OtherNames);

        foreach (var open in state.Journal.Open().Where(open => open.ClientOf(tenants) != client))
        {
            foreach (var place in PlacesOf(open))
                yield return new(place, ErrorReason.VaultEntryExists, $"is needed by the rotation '{open.Name}' of client '{open.ClientId}', which is not finished", $"Finish that one first: Resume-Auth0SecretRotation -Name {open.Name}. Or choose other names with -SecretsMapping.");
        }

        foreach (var connection in state.Connections.All.Where(connection => tenants.Client(connection, connection.ClientId) != client))
        {
            if (connection.SecretReference is not { Location: SecretLocation.Vault, Vault: { } vault, SecretName: { } name })
                continue;
            foreach (var place in new[] { new VaultPlace(vault, name), new VaultPlace(vault, SecretsMapping.NextName(name)) })
                yield return new(place, ErrorReason.VaultEntryExists, $"keeps the secret of connection '{connection.Name}'", OtherNames);
        }
    }

    private async Task<bool> IsSameVaultAsync(string vault, string other, CancellationToken stop)
    {
        if (Is(vault, other))
            return true;
        try
        {
            return (await vaults.FindAsync(vault, stop)).Place == (await vaults.FindAsync(other, stop)).Place;
        }
        catch (Auth0Exception)
        {
            // One that cannot be used counts as missing.
            return false;
        }
    }

    /// <summary>An entry that someone needs.</summary>
    private sealed record Owner(VaultPlace Place, ErrorReason Reason, string Whose, string Action);
}

/// <summary>The entries that runs of this process are about to write.</summary>
internal sealed class EntryClaims
{
    private readonly HashSet<(string Place, string Entry)> _claimed = [];

    /// <summary>Claims entries until the answer is disposed of; null, and the position of the first one that is claimed, where that cannot be.</summary>
    public IDisposable? TryAdd(List<(string Place, string Entry)> entries, out int taken)
    {
        lock (_claimed)
        {
            taken = entries.FindIndex(_claimed.Contains);
            if (taken >= 0)
                return null;
            _claimed.UnionWith(entries);
            return new Claim(this, entries);
        }
    }

    private sealed class Claim(EntryClaims claims, List<(string Place, string Entry)> entries) : IDisposable
    {
        public void Dispose()
        {
            lock (claims._claimed)
                claims._claimed.ExceptWith(entries);
        }
    }
}
