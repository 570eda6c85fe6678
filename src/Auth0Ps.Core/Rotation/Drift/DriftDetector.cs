using System.Security;
using Auth0Ps.Applications;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Rotation.Drift;

/// <summary>Finds out whether what a saved rotation's vault holds is the live secret, and remembers it where that is proven not to be so.</summary>
/// <param name="session">The tenant.</param>
internal sealed class DriftDetector(TenantSession session)
{
    private readonly SecretVerifier _verifier = new(session, new ClientGrantDirectory(session));

    private Auth0State State => session.State;

    /// <summary>Looks. What differs at first sight is looked at once more under the client's lease and the vault's lock, which keep everyone else from changing it meanwhile.</summary>
    /// <param name="rotation">The rotation of a client secret.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>What was found; what cannot be asked is not known.</returns>
    public async Task<DriftFinding> LookAsync(Auth0SecretRotation rotation, CancellationToken stop)
    {
        try
        {
            var run = ClientRun.Of(State, rotation.Client);
            if (run.IsUnderWay)
                return Unknown(ClientRun.UnderWay);
            if (run.IsInterrupted)
                return Unfinished;
            var vault = await State.RequireVaults(rotation.Vault).FindAsync(rotation.Vault, stop);
            var isMarked = DriftMark.Of(rotation, run.Entry) is not null;
            if (State.Store.IsOfManyMachines && await vault.ReadAsync(Fingerprint.KeyEntry, stop) is null)
                return Unknown($"Vault '{rotation.Vault}' of this machine has nothing of a rotation: it may be another machine's vault of that name that the secret went to.");
            var seen = await CompareAsync(rotation, run.Entry, (await vault.ReadAsync(rotation.Entries.SecretEntry, stop))?.Secret, isPatient: false, stop);
            if (seen.Outcome == DriftOutcome.Unknown || seen.Outcome == (isMarked ? DriftOutcome.Drifted : DriftOutcome.Live))
                return seen;

            using var lease = await State.Leases.TakeAsync(rotation.Client, State.Limits.LeaseForChange, stop);
            return await SettleAsync(rotation, vault, stop);
        }
        catch (Auth0Exception exception)
        {
            return Unknown($"It is not known whether the vault's secret is the live one: {exception.Message}");
        }
    }

    private static DriftFinding Unfinished => Unknown("A run is interrupted, so that it is not settled which secret is live.");

    private static DriftFinding Unknown(string why) => new(DriftOutcome.Unknown, why);

    private async Task<DriftFinding> SettleAsync(Auth0SecretRotation rotation, Vaults.ISecretVault vault, CancellationToken stop)
    {
        var entry = State.Journal.Find(rotation.Client);
        if (entry is { IsOpen: true, Status: not RotationStatus.Announced })
            return Unfinished;

        SecureString? held;
        await using (var entries = await vault.OpenAsync(stop))
            held = (await entries.ReadAsync(rotation.Entries.SecretEntry, stop))?.Secret;
        var now = session.Http.Time.GetUtcNow();
        var finding = await CompareAsync(rotation, entry, held, IsRecent(entry, now), stop);
        if (finding.Outcome == DriftOutcome.Live)
            DriftMark.Clear(State, rotation);
        return finding.Outcome == DriftOutcome.Drifted && DriftMark.Of(rotation, entry) is null
            ? finding with { Hooks = await DriftMark.SetAsync(State, rotation, entry, now, finding.Detail) }
            : finding;
    }

    /// <summary>True where Auth0 may still be spreading what a run sent.</summary>
    private bool IsRecent(RotationEntry? entry, DateTimeOffset now) =>
        entry is not null && now - (entry.Steps.Count > 0 ? entry.Steps[^1].At : entry.AttemptedAt) < State.Limits.Spreading;

    private async Task<DriftFinding> CompareAsync(Auth0SecretRotation rotation, RotationEntry? entry, SecureString? held, bool isPatient, CancellationToken stop)
    {
        var place = $"'{rotation.Entries.SecretEntry}' in vault '{rotation.Vault}'";
        if (!LiveAdoption.IsIssued(entry, rotation.Vault, rotation.Entries) && DriftMark.Of(rotation, entry) is null)
            return Unknown($"The live secret is not {place} yet: it comes with the first rotation.");
        if (held is null)
            return new(DriftOutcome.Drifted, $"The entry {place} is gone.");

        switch (isPatient ? await _verifier.FindAsync(rotation.ClientId, held, [], stop) : await _verifier.LookAsync(rotation.ClientId, held, stop))
        {
            case LiveSecret.Known known:
                using (known.Secret)
                {
                    return !SecureStrings.AreEqual(known.Secret, held)
                        ? new(DriftOutcome.Drifted, $"Auth0 has another client secret than {place}: it was changed elsewhere, such as in the dashboard.")
                        : new(DriftOutcome.Live, known.By == RotationVerification.Token ? $"A token was issued for the secret {place}." : $"Auth0 shows the secret {place} as the present one.");
                }

            case LiveSecret.AnotherOne:
                return new(DriftOutcome.Drifted, $"The token endpoint refuses the secret {place}: it was changed elsewhere, such as in the dashboard.");
            case LiveSecret.NotInUse other:
                return Unknown($"The application signs in with {other.Method} now, so that no client secret of it is in use.");
            default:
                return Unknown($"It is not known whether the secret {place} is the live one: the connection may not read client secrets (read:client_keys), and no token can be had as this application.");
        }
    }
}
