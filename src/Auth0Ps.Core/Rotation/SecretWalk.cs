using System.Security;
using Auth0Ps.Connections;
using Auth0Ps.Management;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Rotation.Keys;

namespace Auth0Ps.Rotation;

/// <summary>Walks a client secret into a vault and to Auth0, phase by phase.</summary>
/// <param name="session">The tenant.</param>
/// <param name="registry">The connections, which move along when their own secret is rotated.</param>
/// <param name="vaults">The vaults.</param>
/// <param name="owners">Knows who else needs which entries.</param>
/// <param name="grants">Tells for which API a token can be asked.</param>
/// <param name="reached">Told of each phase; may be null.</param>
internal sealed class SecretWalk(
    TenantSession session, ConnectionRegistry registry, FoundVaults vaults, EntryOwners owners, ClientGrantDirectory grants, Action<RotationPhase>? reached)
{
    private readonly SecretVerifier _verifier = new(session, grants);

    /// <summary>Walks the phases under the lease, from wherever the journal says that an earlier run ended.</summary>
    public async Task<SecretRotation> WalkAsync(JournaledRun run, RotationEntry entry, RotationEntry? former, RotationTarget target, bool isExplicit, CancellationToken stop)
    {
        // Before anything changes: no token, no rotation; no vault, no rotation.
        await session.GetTokenAsync(cancellationToken: stop);
        await using var places = await RotationPlaces.OpenAsync(vaults, entry, stop);
        using var claim = ReferenceEquals(entry, former) ? null : await EntryClaim.TakeAsync(entry, owners, vaults, stop);
        reached?.Invoke(RotationPhase.Leased);
        if (entry.MovesBack)
            KeyRules.RequireNoConnectionBy(registry.All, entry.Domain, entry.ClientId, CredentialProof.KeyMethod);
        var key = await vaults.FingerprintKeyAsync(entry.Vault, places);
        var staging = new SecretStaging(places, key, session, _verifier);

        var job = ReferenceEquals(entry, former)
            ? await staging.TakeUpAsync(entry, run.Note)
            : await staging.BeginAsync(entry, former, target.Force, run.Note, stop);
        if (job.IsLost && target.Force && isExplicit)
            job = await staging.BeginAsync(AnewFrom(entry), former, force: true, run.Note, stop);
        if (job.IsOver)
            return await run.CloseAsync(job.Entry, run.Report.Failed(job.Problem!, job.Entry.Attempts));
        if (job.Problem is { } problem)
            return await run.CloseAsync(job.Entry, run.Report.Interrupted(problem.Message, problem));

        using var secret = job.Secret!;
        entry = await StageAsync(run, places, job.Entry, secret);
        var change = entry.Phase < RotationPhase.Promoted ? await new SecretSender(session, _verifier).SendAsync(run, entry, secret, stop) : null;
        entry = change?.Entry ?? entry;
        if (change is { IsLive: false })
            return await RefusedAsync(run, places, change);

        return await PromoteAndRecordAsync(run, places, entry, change, secret, stop);
    }

    private static async Task<RotationEntry> StageAsync(JournaledRun run, RotationPlaces places, RotationEntry entry, SecureString secret)
    {
        if (entry.Phase >= RotationPhase.Promoted)
            return entry;

        // Also after an interruption: the pending entry of a further vault may be what is missing.
        await places.StageAsync(secret);
        return entry.Phase < RotationPhase.Staged ? run.Note(entry with { Phase = RotationPhase.Staged }) : entry;
    }

    private static async Task<SecretRotation> RefusedAsync(JournaledRun run, RotationPlaces places, SentSecret change)
    {
        // Proven by every attempt, or by another secret that is live: the staged one is of no use to anybody.
        try
        {
            await places.UnstageAsync();
        }
        catch (Auth0Exception exception)
        {
            return await run.CloseAsync(change.Entry, run.Report.Interrupted($"Auth0 refused the new secret, and its pending entry '{places.Main.Pending}' in vault '{places.Main.Vault}' could not be removed: {exception.Message}", exception));
        }

        return await run.CloseAsync(change.Entry, run.Report.Failed(change.Change.Failure!, change.Entry.Attempts));
    }

    private async Task<SecretRotation> PromoteAndRecordAsync(
        JournaledRun run, RotationPlaces places, RotationEntry entry, SentSecret? change, SecureString secret, CancellationToken stop)
    {
        if (change is { IsLive: null })
            return await run.CloseAsync(entry, run.Report.Interrupted($"It is not known whether Auth0 took the new secret, which waits as '{places.Main.Pending}' in vault '{places.Main.Vault}': {change.Change.Failure!.Message}", change.Change.Failure));

        var acceptedAt = entry.Phase >= RotationPhase.Promoted && entry.RotatedAt is { } earlier ? earlier : session.Http.Time.GetUtcNow();
        try
        {
            await places.PromoteAsync(secret);
        }
        catch (Auth0Exception exception)
        {
            return await run.CloseAsync(entry, run.Report.Interrupted($"The secret that is live now is '{places.Main.Pending}' in vault '{places.Main.Vault}'; it could not be put under its final name '{places.Main.Name}': {exception.Message}", exception));
        }

        entry = run.Note(entry with { Phase = RotationPhase.Promoted, RotatedAt = acceptedAt });
        try
        {
            await places.UnstageAsync();
        }
        catch (Auth0Exception exception)
        {
            return await run.CloseAsync(entry, run.Report.Interrupted($"The secret that is live now is '{places.Main.Name}' in vault '{places.Main.Vault}'; its pending entry '{places.Main.Pending}' could not be removed: {exception.Message}", exception));
        }

        await registry.MovedAsync(entry.Domain, entry.ClientId, secret);
        var verdict = await VerifyAsync(entry, change, secret, stop);
        if (verdict.Contradiction is { } contradiction)
            return await run.CloseAsync(entry, run.Report.Interrupted($"Auth0 accepted the new secret, but: {contradiction}", cause: null));

        entry = run.Note(entry with { Phase = RotationPhase.Verified, VerifiedBy = verdict.VerifiedBy });
        if (entry.MovesBack)
            entry = await new KeyFarewell(session, places).DeleteAsync(entry, stop);
        return await run.CloseAsync(entry, run.Report.Succeeded(verdict.VerifiedBy, acceptedAt, entry.Attempts, secret));
    }

    private async Task<SecretVerifier.Verdict> VerifyAsync(RotationEntry entry, SentSecret? change, SecureString secret, CancellationToken stop)
    {
        try
        {
            var application = change?.Change.Application ?? await new ApplicationDirectory(session).GetAsync(entry.ClientId, stop);
            return await _verifier.VerifyAsync(application, secret, change?.Change.Echo, stop);
        }
        catch (Auth0Exception)
        {
            // It was accepted; that it cannot be looked at now proves nothing against it.
            return new SecretVerifier.Verdict(RotationVerification.None);
        }
        catch (OperationCanceledException)
        {
            return new SecretVerifier.Verdict(change?.Change.Echo == true ? RotationVerification.Response : RotationVerification.None);
        }
    }

    /// <summary>Another rotation to the same place, once the secret of the one before it is lost.</summary>
    private RotationEntry AnewFrom(RotationEntry entry) => entry with
    {
        JobId = Guid.NewGuid(),
        Phase = RotationPhase.None,
        EverUnknown = false,
        Attempts = 0,
        AttemptedAt = session.Http.Time.GetUtcNow(),
        Status = null,
        VerifiedBy = RotationVerification.None,
        Message = null,
    };
}
