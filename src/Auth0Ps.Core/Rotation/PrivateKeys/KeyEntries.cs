using Auth0Ps.Security;
using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>A key rotation's entries in its vaults: the next key, the current one, and the previous one, which works as long as Auth0 has it.</summary>
/// <param name="places">The vaults, whose locks are held.</param>
/// <param name="mapping">The entries' names.</param>
internal sealed class KeyEntries(RotationPlaces places, SecretsMapping mapping)
{
    public RotationPlaces Places => places;

    /// <summary>What the next entry holds; null when there is no such entry.</summary>
    public Task<VaultSecret?> ReadNextAsync() => places.Main.ReadNextAsync();

    /// <summary>What waits under the name that the version before used; null when nothing does.</summary>
    public async Task<VaultSecret?> ReadFormerNextAsync() => await places.ReadFormerNextAsync() is { } key ? new VaultSecret(key) : null;

    /// <summary>The key that consumers find; null when there is none.</summary>
    public async Task<NewKey?> ReadCurrentAsync() => Understand(await places.Main.ReadFinalAsync());

    /// <summary>The key before it; null when there is none.</summary>
    public async Task<NewKey?> ReadPreviousAsync() => Understand(await places.Destination.ReadAsync(mapping.PreviousEntry, CancellationToken.None));

    /// <summary>The ids of all keys whose private half lies in these vaults, under whatever name.</summary>
    public async Task<IReadOnlySet<string>> HeldAsync()
    {
        NewKey?[] all = [Understand(await ReadNextAsync()), await ReadCurrentAsync(), await ReadPreviousAsync(), await OfConnectionsAsync()];
        return all.OfType<NewKey>().Select(key => key.KeyId).ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Keeps the current key under the previous one's name, before another one takes its place.</summary>
    public async Task KeepPreviousAsync()
    {
        if ((await ReadCurrentAsync() ?? await OfConnectionsAsync()) is { } current)
            await places.Destination.KeepAsync(mapping.PreviousEntry, new VaultSecret(current.Pem), mayRemoveFirst: true);
    }

    /// <summary>Makes the new key the one that consumers find.</summary>
    public async Task PromoteAsync(NewKey key)
    {
        await places.PromoteAsync(key.Pem);
        if (mapping.KeyId is { } entry)
        {
            using var id = SecureStrings.Protect(key.KeyId);
            await places.Destination.KeepAsync(entry, new VaultSecret(id), mayRemoveFirst: true);
        }
    }

    private static NewKey? Understand(VaultSecret? entry) => entry is { UserName: null } ? NewKey.Read(entry.Secret) : null;

    /// <summary>What a connection signs in with, where that is elsewhere than the destination.</summary>
    private async Task<NewKey?> OfConnectionsAsync()
    {
        foreach (var place in places.OfConnections)
        {
            if (Understand(await place.ReadFinalAsync()) is { } key)
                return key;
        }

        return null;
    }
}
