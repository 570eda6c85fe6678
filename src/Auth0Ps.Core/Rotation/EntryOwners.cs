using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;
using Auth0Ps.Vaults;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.Rotation;

/// <summary>Knows who needs which vault entries: saved rotations, unfinished ones of whichever kind, and connections. A store may be known under several names.</summary>
/// <param name="state">The saved rotations, the journal and the connections.</param>
internal sealed class EntryOwners(Auth0State state, ISecretVaults vaults)
{
    private const string OtherNames = "Choose other names with -SecretsMapping; the secret's name with -next and with -previous behind it is needed too.";

    /// <summary>All entries that a rotation writes: final, next and previous ones.</summary>
    public static IReadOnlyList<VaultPlace> PlacesOf(RotationEntry entry) =>
    [
        .. entry.Mapping.AllNames.Append(entry.NextNameOf(entry.Mapping.SecretEntry)).Distinct(StringComparer.OrdinalIgnoreCase).Select(name => new VaultPlace(entry.Vault, name)),
        .. entry.Connections.SelectMany(place => new[] { place, place with { Entry = entry.NextNameOf(place.Entry) } }),
    ];

    /// <summary>Says that an entry is somebody else's.</summary>
    public static Auth0Exception Refusal(ErrorReason reason, VaultPlace place, string whose, string target, string action) =>
        new(reason, $"The entry '{place.Entry}' in vault '{place.Vault}' {whose}.", action) { Target = target };

    /// <summary>Refuses a rotation that would write what others than its own client need.</summary>
    /// <exception cref="Auth0Exception">Whose entry it is, and what to do.</exception>
    public async Task RequireNoneAsync(RotationEntry entry, CancellationToken stop)
    {
        var wanted = PlacesOf(entry);
        if (wanted.FirstOrDefault(place => EntryNames.AreSame(place.Entry, Fingerprint.KeyEntry)) is { } key)
            throw Refusal(ErrorReason.InvalidArgument, key, "is needed for this module's own key", entry.Name, "Choose another name with -SecretsMapping.");

        foreach (var owner in OwnersBeside(entry, wanted))
        {
            foreach (var place in wanted.Where(place => EntryNames.AreSame(place.Entry, owner.Place.Entry)))
            {
                if (await IsSameAsync(place.Vault, owner.Place.Vault, stop))
                    throw Refusal(owner.Reason, place, Is(place.Vault, owner.Place.Vault) ? owner.Whose : $"{owner.Whose}, which calls the same vault '{owner.Place.Vault}'", entry.Name, owner.Action);
            }
        }
    }

    private static bool Is(string left, string right) => string.Equals(left, right, StringComparison.OrdinalIgnoreCase);

    private IEnumerable<Owner> OwnersBeside(RotationEntry entry, IReadOnlyList<VaultPlace> wanted)
    {
        var tenants = state.Connections.Tenants;
        var client = entry.ClientOf(tenants);
        foreach (var (other, name) in state.Rotations.WritersOf(wanted.Select(place => place.Entry)).Where(writer => writer.Definition.Id != entry.RotationId && writer.Definition.Client != client))
            yield return new(new VaultPlace(other.Vault, name), ErrorReason.RotationExists, $"belongs to rotation '{other.Name}'", OtherNames);

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

    private async Task<bool> IsSameAsync(string vault, string other, CancellationToken stop)
    {
        if (Is(vault, other))
            return true;
        try
        {
            return (await vaults.FindAsync(vault, stop)).Place == (await vaults.FindAsync(other, stop)).Place;
        }
        catch (Auth0Exception)
        {
            // One that cannot be used is none that can.
            return false;
        }
    }

    /// <summary>An entry that somebody needs.</summary>
    private sealed record Owner(VaultPlace Place, ErrorReason Reason, string Whose, string Action);
}
