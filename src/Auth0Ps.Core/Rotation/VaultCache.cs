using System.Collections.Concurrent;
using System.Security;
using Auth0Ps.Connections;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation;

/// <summary>The vaults that one run has found, so that a thousand rotations do not look for the same one a thousand times.</summary>
/// <param name="state">Knows the vaults.</param>
#pragma warning disable CA1001 // A semaphore whose wait handle is never asked for holds nothing to dispose of.
internal sealed class VaultCache(Auth0State state) : ISecretVaults
#pragma warning restore CA1001
{
    private readonly ConcurrentDictionary<string, ISecretVault> _found = new(StringComparer.OrdinalIgnoreCase);
    private readonly ConcurrentDictionary<string, SecureString> _keys = new(StringComparer.OrdinalIgnoreCase);
    private readonly SemaphoreSlim _turn = new(1, 1);

    /// <summary>True where other machines rotate as well, and may know another vault under the same name.</summary>
    public bool AreOfManyMachines => state.Store.IsOfManyMachines;

    public async Task<ISecretVault> FindAsync(string name, CancellationToken cancellationToken)
    {
        if (_found.TryGetValue(name, out var known))
            return known;

        await _turn.WaitAsync(cancellationToken);
        try
        {
            return _found.TryGetValue(name, out known) ? known : _found[name] = new MeasuredVault(await state.RequireVaults(name).FindAsync(name, cancellationToken));
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>The vault's key for fingerprints, made when there is none; asked for while its lock is held.</summary>
    public async Task<SecureString> FingerprintKeyAsync(string vault, RotationPlaces places) =>
        (await FingerprintKeyAsync(vault, () => MadeKeyAsync(vault, places)))!;

    /// <summary>The same, null when there is none: without it, what was staged cannot be recognised.</summary>
    public Task<SecureString?> FindFingerprintKeyAsync(string vault, RotationPlaces places) =>
        FingerprintKeyAsync(vault, () => Fingerprint.FindKeyAsync(places.Destination));

    /// <summary>One machine makes it, also where the vault's lock is held for each write only.</summary>
    private async Task<SecureString?> MadeKeyAsync(string vault, RotationPlaces places)
    {
        if (!AreOfManyMachines || await Fingerprint.FindKeyAsync(places.Destination) is not { } found)
        {
            using var turn = AreOfManyMachines ? await state.Leases.TakeAsync(new ClientIdentity("fingerprint-key", vault.ToUpperInvariant()), CancellationToken.None) : null;
            return await Fingerprint.KeyAsync(places.Destination);
        }

        return found;
    }

    private async Task<SecureString?> FingerprintKeyAsync(string vault, Func<Task<SecureString?>> get)
    {
        if (_keys.TryGetValue(vault, out var known))
            return known;

        await state.FingerprintKeyTurn.WaitAsync();
        try
        {
            if (!_keys.TryGetValue(vault, out known) && await get() is { } key)
                known = _keys[vault] = key;
            return known;
        }
        finally
        {
            state.FingerprintKeyTurn.Release();
        }
    }
}
