using System.Security;
using Auth0Ps.Applications;
using Auth0Ps.Rotation.Drift;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;
using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>
/// Puts an application's present client secret under the names of a rotation that was just saved, so that consumers can be pointed at the vault before
/// anything changes. There is no such thing for private keys, of which Auth0 has only the public half.
/// </summary>
/// <param name="session">The tenant.</param>
internal sealed class Adoption(TenantSession session)
{
    private readonly VaultCache _vaults = new(session.State);
    private readonly ApplicationDirectory _applications = new(session);

    private Auth0State State => session.State;

    /// <summary>True where the connection may read client secrets.</summary>
    /// <exception cref="Auth0Exception">No token is available.</exception>
    public async Task<bool> IsPermittedAsync(CancellationToken stop) => (await session.GetTokenAsync(cancellationToken: stop)).Scope.Contains("read:client_keys", StringComparer.Ordinal);

    /// <summary>Whether an entry that was not written by a rotation holds the live secret, so that it may become this one's as it is.</summary>
    /// <param name="foreign">The entry.</param>
    /// <exception cref="Auth0Exception">Tenant or vault cannot be read.</exception>
    public async Task<bool> HoldsLiveAsync(ISecretVault vault, Auth0SecretRotation rotation, string foreign, CancellationToken stop)
    {
        if (rotation.Entries.ClientSecret != foreign || !await IsPermittedAsync(stop) || await vault.ReadAsync(foreign, stop) is not { UserName: null } held)
            return false;
        using var live = await _applications.ReadSecretAsync(rotation.ClientId, stop);
        return SecureStrings.AreEqual(live, held.Secret);
    }

    /// <summary>Adopts, under the client's lease and the vault's lock. What is there already is not written again.</summary>
    /// <param name="rotation">The rotation, which is saved.</param>
    /// <param name="force">True overwrites entries of others.</param>
    /// <param name="stop">Before anything is written it stops at once.</param>
    /// <returns>False where Auth0 shows no client secret of the application, or rotations before this one left it with private keys; then nothing was written.</returns>
    /// <exception cref="Auth0Exception">Why it was not done; done again, or by the first rotation, it converges.</exception>
    public async Task<bool> AdoptAsync(Auth0SecretRotation rotation, bool force, CancellationToken stop)
    {
        using var use = State.Uses.Begin(session.Connection);
        using var lease = await State.Leases.TakeAsync(rotation.Client, State.Limits.LeaseForChange, stop);
        RotationGuards.RequireFinished(State, rotation);
        var former = State.Journal.Find(rotation.Client);
        if (former is { Kind.IsReadable: false } or { Status: RotationStatus.Announced })
            return false;
        using var live = await _applications.ReadSecretAsync(rotation.ClientId, stop);
        if (live is null)
            return false;

        var now = session.Http.Time.GetUtcNow();
        var entry = DriftMark.Unrotated(rotation, now) with
        {
            AdoptedAt = now,
            Spent = former?.Spent,
            RotatedAt = former?.RotatedAt,
            RotatedBy = former?.RotatedBy,
            FormerStatus = former?.Status,
        };
        await using var places = await RotationPlaces.OpenAsync(_vaults, entry, () => session.ConfirmLeaseAsync(rotation.ClientId), stop);
        using var claim = await new EntryOwnership(State, _vaults).ClaimAsync(entry, stop);
        var held = await places.ReadAsync();
        held.RequireSecrets();
        await RequireOwnAsync(places, entry, former, live, force);
        stop.ThrowIfCancellationRequested();

        // Before the vault: a rotation that finds what a kill left half written knows the entries for its own.
        State.Journal.Write(entry);
        await places.AdoptAsync(live);
        return (await places.Copies.WriteAsync(entry, places.Main, live, keyId: null)).Failure is { } failure ? throw failure : true;
    }

    /// <summary>The same guard as a rotation's, but that an entry which holds the live secret already is as it should be.</summary>
    private static async Task RequireOwnAsync(RotationPlaces places, RotationEntry entry, RotationEntry? former, SecureString live, bool force)
    {
        try
        {
            await places.RequireOwnAsync(entry, former, force);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.VaultEntryExists && SecureStrings.AreEqual(places.Held.Main.Final, live))
        {
            var own = entry.Mapping.ClientId is { } name ? await places.Destination.ReadAsync(name, CancellationToken.None) : null;
            using var clientId = SecureStrings.Protect(entry.ClientId);
            var isOther = own is not null && !SecureStrings.AreEqual(own.Secret, clientId);
            if (isOther || entry.Mapping.ClientSecret is null || await places.Destination.ReadAsync(entry.Mapping.ClientSecret, CancellationToken.None) is not { UserName: null })
                throw;
        }
    }
}
