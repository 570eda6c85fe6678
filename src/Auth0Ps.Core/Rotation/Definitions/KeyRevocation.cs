using Auth0Ps.Applications;
using Auth0Ps.Http;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Rotation.PrivateKeys;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>Detaches and deletes the keys that a rotation made; one that serves another use by now is only detached. Where no other is in use, the application gets a client secret that nobody has.</summary>
internal sealed class KeyRevocation(TenantSession session)
{
    /// <summary>Revokes under the client's lease.</summary>
    /// <param name="rotation">The rotation that made the keys.</param>
    /// <param name="stop">Before a change it stops; one under way is finished.</param>
    /// <returns>How often changes were sent.</returns>
    /// <exception cref="Auth0Exception">It was refused, or it is not known whether it was done; it can be done again.</exception>
    public async Task<int> RevokeAsync(Auth0SecretRotation rotation, CancellationToken stop)
    {
        var entry = session.State.Journal.Find(rotation.Client);
        var keys = await ClientKeys.ReadAsync(session, rotation.ClientId, stop);
        var ours = keys.Registered
            .Where(key => (keys.IsAttached(key) || !keys.ServesElse(key)) && (entry?.Keys.Any(known => known.CredentialId == key.Id && known.State != RotationKeyState.Foreign) ?? false))
            .ToList();
        if (ours.Count == 0)
            return 0;

        var attempts = 0;
        if (keys.UsesKeys && !keys.Attached.Except(ours.Select(key => key.Id), StringComparer.Ordinal).Any())
            (keys, attempts) = await LeaveKeysAsync(rotation, keys, entry!, stop);

        var removed = await new KeyRemoval(new KeyCalls(session, rotation.ClientId)).RemoveAsync(keys, ours, stop);
        if (removed.Outcome != ResponseOutcome.Done)
            throw SecretRevocation.NotDone(rotation, removed.Outcome, removed.Failure!);

        session.State.Journal.Write(entry! with { Keys = [.. entry.Keys.Where(key => key.State == RotationKeyState.Foreign)] });
        return attempts + removed.Attempts;
    }

    /// <summary>An application has to prove itself somehow: by a fresh secret, because the one from before would work again.</summary>
    private async Task<(ClientKeys Keys, int Attempts)> LeaveKeysAsync(Auth0SecretRotation rotation, ClientKeys keys, RotationEntry entry, CancellationToken stop)
    {
        using var secret = SecretGenerator.NewClientSecret();
        var change = await SecretChange.SendAsync(session, rotation.ClientId, secret, writer => RevertToClientSecret.WriteMethod(writer, entry.MovedFrom), stop);
        return change.Outcome == ResponseOutcome.Done
            ? (keys with { Attached = [] }, change.Attempts)
            : throw SecretRevocation.NotDone(rotation, change.Outcome, change.Failure!);
    }
}
