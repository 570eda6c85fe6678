using Auth0Ps.Rotation.Journal;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.Rotation;

/// <summary>The entries that runs of this process are about to write.</summary>
internal sealed class EntryClaims
{
    private readonly HashSet<(string Place, string Entry)> _claimed = [];

    /// <summary>Claims entries; the place of one that is claimed already, else -1.</summary>
    public int Add(List<(string Place, string Entry)> entries)
    {
        lock (_claimed)
        {
            if (entries.FindIndex(_claimed.Contains) is var taken and >= 0)
                return taken;
            _claimed.UnionWith(entries);
            return -1;
        }
    }

    /// <summary>Gives entries free again.</summary>
    public void Remove(IReadOnlyList<(string Place, string Entry)> entries)
    {
        lock (_claimed)
            _claimed.ExceptWith(entries);
    }
}

/// <summary>
/// A run's sole use of the entries that it is about to write. Runs of other processes are kept out by the vaults' locks, which this
/// process's runs share; those of them that want the same entry are refused here.
/// </summary>
internal sealed class EntryClaim : IDisposable
{
    private readonly EntryClaims _claims;
    private readonly IReadOnlyList<(string Place, string Entry)> _entries;

    private EntryClaim(EntryClaims claims, IReadOnlyList<(string Place, string Entry)> entries) => (_claims, _entries) = (claims, entries);

    /// <summary>Claims the entries and makes sure that nobody else needs them; asked under the client's lease and the vaults' locks.</summary>
    /// <param name="claims">What other runs claim.</param>
    /// <param name="entry">The rotation, of which nothing is written yet.</param>
    /// <exception cref="Auth0Exception">Whose entry it is, and what to do.</exception>
    public static async Task<EntryClaim> TakeAsync(EntryClaims claims, RotationEntry entry, EntryOwners owners, ISecretVaults vaults, CancellationToken stop)
    {
        var places = EntryOwners.PlacesOf(entry);
        var keys = new List<(string Place, string Entry)>();
        foreach (var place in places)
            keys.Add(((await vaults.FindAsync(place.Vault, stop)).Place, EntryNames.Fold(place.Entry)));
        foreach (var names in places.GroupBy(static place => place.Vault, static place => place.Entry, StringComparer.OrdinalIgnoreCase))
            await (await vaults.FindAsync(names.Key, stop)).RequireNamesAsync([.. names], Fingerprint.KeyEntry, areChosenNow: false, stop);

        if (claims.Add(keys) is var taken and >= 0)
            throw EntryOwners.Refusal(ErrorReason.VaultEntryExists, places[taken], "is being written by another rotation of this command", entry.Name, "Choose other names with -SecretsMapping.");

        var claim = new EntryClaim(claims, keys);
        try
        {
            // In this order: whoever had the claim before has written in the journal by now what it left behind.
            await owners.RequireNoneAsync(entry, stop);
            return claim;
        }
        catch
        {
            claim.Dispose();
            throw;
        }
    }

    public void Dispose() => _claims.Remove(_entries);
}
