using System.Security;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;
using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation.Copies;

/// <summary>The copies of a rotation, in vaults whose locks are held, but for those that cannot be used.</summary>
/// <remarks>They are written from what the rotation's own vault holds by then, so that none holds a value that this one does not have.</remarks>
internal sealed class SecretCopies
{
    private readonly List<Place> _places;

    /// <summary>The copies of a run.</summary>
    /// <param name="run">The run.</param>
    /// <param name="entriesOf">The entries of a vault whose lock is held; null for one that cannot be used.</param>
    /// <param name="faults">Why vaults cannot be used.</param>
    public SecretCopies(RotationEntry run, Func<string, IVaultEntries?> entriesOf, IReadOnlyDictionary<string, Auth0Exception> faults) => _places =
    [
        .. run.Copies.Select(copy => new Place(
            copy.Mapping,
            copy.Vault,
            run,
            faults.ContainsKey(copy.Vault) ? null : entriesOf(copy.Vault),
            faults.GetValueOrDefault(copy.Vault))),
    ];

    /// <summary>Makes sure, before a tenant is called, that all vaults of copies can be used. Where the new secret may be live already, none of them is waited for.</summary>
    /// <exception cref="Auth0Exception">One cannot.</exception>
    public static async Task RequireVaultsAsync(ISecretVaults vaults, RotationEntry run, CancellationToken stop)
    {
        if (run.MayBeLive || run.Copies.Count == 0)
            return;
        var found = new List<ISecretVault> { await vaults.FindAsync(run.Vault, stop) };
        foreach (var copy in run.Copies)
            found.Add(await vaults.FindAsync(copy.Vault, stop));
        if (CopyRules.FaultIn(run, found) is { Why: var why })
            throw why;
    }

    /// <summary>Reads what the copies' entries hold, and names one that someone else wrote; null when all are free or the client's own.</summary>
    public async Task<(string Vault, string Entry)?> ForeignEntryAsync(string clientId, RotationEntry? former)
    {
        foreach (var place in _places)
        {
            if (place.Entries is { } entries && await EntryOwnership.ForeignEntryAsync(name => entries.ReadAsync(name, CancellationToken.None), place.Mapping, clientId, former, place.Vault) is { } foreign)
                return (place.Vault, foreign);
        }

        return null;
    }

    /// <summary>Puts the next secret beside the copies' present one; it is in the rotation's own vault already.</summary>
    /// <exception cref="Auth0Exception">One could not be written.</exception>
    public async Task<RotationEntry> StageAsync(RotationEntry run, SecureString secret)
    {
        foreach (var place in _places)
        {
            if (place.Fault is { } fault)
                throw fault;
            await place.Secret!.StageAsync(secret);
        }

        return run with { Copies = [.. run.Copies.Select(static copy => copy.Anew() with { Status = RotationStatus.Announced })] };
    }

    /// <summary>Gives the copies what the rotation's own vault holds: previous and final value, client id, and the id of a key. Those that have it already are left.</summary>
    /// <param name="own">The rotation's own entry, which holds the secret.</param>
    /// <param name="secret">The secret or the private key.</param>
    /// <param name="keyId">The key's id; null for a client secret.</param>
    /// <returns>The run with what became of each, and what failed; null when nothing did.</returns>
    public async Task<(RotationEntry Run, Auth0Exception? Failure)> WriteAsync(RotationEntry run, VaultSecretPlace own, SecureString secret, string? keyId)
    {
        var copies = new List<JournaledCopy>();
        var failed = new List<(Place Place, Auth0Exception Why)>();
        foreach (var (copy, place) in run.Copies.Zip(_places))
        {
            try
            {
                if (copy.Status != RotationStatus.Succeeded)
                    await WriteAsync(place, run, own, secret, keyId);
                copies.Add(copy.Anew() with { Status = RotationStatus.Succeeded });
            }
            catch (Auth0Exception exception)
            {
                failed.Add((place, exception));
                copies.Add(copy with { Status = RotationStatus.Failed, Message = $"'{place.Mapping.SecretEntry}' could not be written: {exception.Message}" });
            }
        }

        return (run with { Copies = copies }, failed.Count == 0 ? null : Failure(failed));
    }

    /// <summary>Gives the copies what the rotation's own vault holds after a rotation that ended without its new secret; one that cannot be written is said in the result, and waits for the next rotation.</summary>
    public async Task<RotationEntry> FollowAsync(RotationEntry run, RotationPlaces places)
    {
        if (_places.Count == 0 || places.Held.Main.Final is not { } final)
            return run;
        var (followed, _) = await WriteAsync(run with { KeepsPrevious = false, Copies = [.. run.Copies.Select(static copy => copy.Anew())] }, places.Main, final, keyId: null);
        return run with { Copies = followed.Copies };
    }

    private static async Task WriteAsync(Place place, RotationEntry run, VaultSecretPlace own, SecureString secret, string? keyId)
    {
        if (place is not { Entries: { } entries, Secret: { } final })
            throw place.Fault!;
        if ((run.KeepsPrevious || run.Kind.WorksBesidePrevious) && await own.ReadPreviousAsync() is { } previous)
            await final.KeepPreviousAsync(previous.Secret);
        await final.PromoteAsync(secret);
        await KeepAsync(place.Mapping.ClientId, run.ClientId);
        if (keyId is not null)
            await KeepAsync(place.Mapping.KeyId, keyId);

        async Task KeepAsync(string? entry, string text)
        {
            if (entry is null)
                return;
            using var value = SecureStrings.Protect(text);
            await entries.KeepAsync(entry, new VaultSecret(value), mayRemoveFirst: true);
        }
    }

    private static Auth0Exception Failure(List<(Place Place, Auth0Exception Why)> failed) => new(
        failed[0].Why.Reason,
        string.Join(" ", failed.Select(one => $"The copy '{one.Place.Mapping.SecretEntry}' in vault '{one.Place.Vault}' could not be written: {one.Why.Message}")),
        string.Join(" ", failed.Select(one => one.Why.RecommendedAction).OfType<string>().Where(static action => action.Length > 0).Distinct(StringComparer.Ordinal)),
        failed[0].Why)
    { Target = failed[0].Place.Vault };

    private sealed class Place(SecretsMapping mapping, string vault, RotationEntry run, IVaultEntries? entries, Auth0Exception? fault)
    {
        public SecretsMapping Mapping => mapping;

        public string Vault => vault;

        public IVaultEntries? Entries => entries;

        public Auth0Exception? Fault => fault;

        /// <summary>The entry for the secret; null where the vault cannot be used.</summary>
        public VaultSecretPlace? Secret { get; } = entries is null ? null : new(vault, entries, mapping.SecretEntry, run.NextNameOf(mapping.SecretEntry), mapping.Credential is null ? null : run.ClientId);
    }
}
