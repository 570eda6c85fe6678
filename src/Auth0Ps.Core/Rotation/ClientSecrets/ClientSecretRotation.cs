using System.Security;
using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Rotation.Copies;
using Auth0Ps.Rotation.Drift;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Rotation.PrivateKeys;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation.ClientSecrets;

/// <summary>Rotates a client secret into a vault and to Auth0, phase by phase: staged, applied, promoted, verified, recorded.</summary>
/// <remarks>
/// The new secret is safe in the vault before Auth0 hears of it, and nothing is written over a value that may be live before another one is
/// proven to be. Nothing is removed: a next entry that equals the final one is settled, and a spent one is overwritten by the next rotation.
/// </remarks>
internal sealed class ClientSecretRotation(RotationTools tools) : IRotation
{
    private readonly SecretVerifier _verifier = new(tools.Session, tools.Grants);

    private DateTimeOffset Now => tools.Session.Http.Time.GetUtcNow();

    /// <inheritdoc/>
    public async Task<RotationOutcome> BeginAsync(JournaledRun run, RotationEntry entry, RotationEntry? former, RunOptions options, CancellationToken stop)
    {
        await using var places = await OpenAsync(entry, stop);
        using var claim = await tools.Owners.ClaimAsync(entry, stop);
        await RequireReadyAsync(entry);
        var secrets = new StagedSecrets(places, tools.Vaults, _verifier, run.Note);
        HeldSecrets? held = null;
        if (LiveAdoption.IsWanted(entry, former, options))
            (entry, held) = await new LiveAdoption(tools, places, _verifier, run).BeforeAsync(entry, former, options.Force, stop);
        return await secrets.BeginAsync(entry, former, options.Force, held, stop) switch
        {
            StagedSecret.Stuck stuck when options.Force => await ForceAsync(run, places, secrets, stuck, stop),

            // Nothing was begun, so that nothing is interrupted either.
            StagedSecret.Stuck stuck => await run.CloseAsync(stuck.Entry, run.Report.Ended(stuck.Why, stuck.Entry.Attempts)),
            var staged => await GoOnAsync(run, places, secrets, staged, isForced: false, stop),
        };
    }

    /// <inheritdoc/>
    public async Task<RotationOutcome> ResumeAsync(JournaledRun run, RotationEntry entry, RunOptions options, bool isForced, CancellationToken stop)
    {
        if (await UnfinishedCopies.FinishAsync(tools, run, entry, isForced, stop) is { } finished)
            return finished;
        entry = entry with { OnlyCopiesLeft = false };
        await using var places = await OpenAsync(entry, stop);
        await RequireReadyAsync(entry);
        var secrets = new StagedSecrets(places, tools.Vaults, _verifier, run.Note);
        return await GoOnAsync(run, places, secrets, await secrets.TakeUpAsync(entry, stop), isForced, stop);
    }

    private async Task<RotationPlaces> OpenAsync(RotationEntry entry, CancellationToken stop)
    {
        // Before anything changes: no token, no rotation; no vault, no rotation.
        await SecretCopies.RequireVaultsAsync(tools.Vaults, entry, stop);
        await tools.Session.GetTokenAsync(cancellationToken: stop);
        return await RotationPlaces.OpenAsync(tools.Vaults, entry, () => tools.Session.ConfirmLeaseAsync(entry.ClientId), stop);
    }

    private async Task RequireReadyAsync(RotationEntry entry)
    {
        tools.Reached?.Invoke(RotationPhase.Leased);
        if (entry.MovesBack)
            KeyRules.RequireNoConnectionBy(tools.Session.State.Connections.All, entry.Domain, entry.ClientId, ClientAuthenticationResolver.KeyMethod);
        await tools.Session.State.History.RequireWritableAsync();
    }

    private async Task<RotationOutcome> GoOnAsync(JournaledRun run, RotationPlaces places, StagedSecrets secrets, StagedSecret staged, bool isForced, CancellationToken stop)
    {
        switch (staged)
        {
            case StagedSecret.Ready ready:
                using (ready.Secret)
                    return await RotateAsync(run, places, secrets, ready, isForced, stop);
            case StagedSecret.Foreign foreign:
                return await AdoptAsync(run, places, foreign.Entry, foreign.Live);
            case StagedSecret.Over over:
                return await run.CloseAsync(await places.Copies.FollowAsync(over.Entry, places), run.Report.Ended(over.Why, over.Entry.Attempts));
            case StagedSecret.Stuck stuck when isForced:
                return await ForceAsync(run, places, secrets, stuck, stop);
            case StagedSecret.Stuck stuck:
                return await run.CloseAsync(stuck.Entry, run.Report.Interrupted(stuck.Why.Message, stuck.Why));
            default:
                throw new InvalidOperationException($"There is no such start as {staged.GetType().Name}.");
        }
    }

    /// <summary>The user wants it, so that what cannot be proven is made sure of.</summary>
    private async Task<RotationOutcome> ForceAsync(JournaledRun run, RotationPlaces places, StagedSecrets secrets, StagedSecret.Stuck stuck, CancellationToken stop) =>
        await GoOnAsync(run, places, secrets, await new ForcedSecret(tools.Session, _verifier, run, places, secrets).FromAsync(stuck, stop), isForced: false, stop);

    /// <summary>The rotation itself, from the staged secret to its record.</summary>
    private async Task<RotationOutcome> RotateAsync(JournaledRun run, RotationPlaces places, StagedSecrets secrets, StagedSecret.Ready ready, bool isForced, CancellationToken stop)
    {
        var (entry, secret, liveBy) = ready;
        bool? echo = null;
        Auth0Application? application = null;
        if (entry.Phase < RotationPhase.Promoted)
        {
            entry = await StageAsync(run, places, entry, secret);
            if (liveBy is null && Announcement.Of(entry, Now) is { } announced)
            {
                // Those who read a copy can try it as early as those who read the rotation's own vault.
                announced = await places.Copies.StageAsync(announced, secret);
                return await run.CloseAsync(run.Note(announced), run.Report.Announced(announced, places.Main.Next));
            }
        }
        else if (liveBy is null)
        {
            switch (await _verifier.FindAsync(entry.ClientId, secret, [], stop))
            {
                case LiveSecret.Known known when SecureStrings.AreEqual(known.Secret, secret):
                    liveBy = known.By;
                    break;
                case LiveSecret.Known known:
                    return await AdoptAsync(run, places, entry, known.Secret);
                case LiveSecret.NotInUse:
                    liveBy = RotationVerification.None;
                    break;
                default:
                    // It may have been replaced since, and by what cannot be read. This one is in the vault: sending it again is the proof.
                    entry = run.Note(entry with { Phase = RotationPhase.Applying, EverUnknown = true });
                    break;
            }
        }

        if (liveBy is null)
        {
            switch (await SentSecret.SendAsync(tools.Session, _verifier, run, places, entry, secret, stop))
            {
                case SentSecret.Accepted accepted:
                    (entry, liveBy, echo, application) = (accepted.Entry, accepted.By, accepted.Echo, accepted.Application);
                    break;
                case SentSecret.Foreign foreign:
                    return await AdoptAsync(run, places, foreign.Entry, foreign.Live);
                case SentSecret.NotLive notLive:
                    return await run.CloseAsync(notLive.Entry, run.Report.Failed(notLive.Failure, notLive.Entry.Attempts));
                case SentSecret.NotInUse notInUse:
                    return await run.CloseAsync(notInUse.Entry, run.Report.Ended(StagingProblems.NotInUse(notInUse.Entry, notInUse.Method), notInUse.Entry.Attempts));
                case SentSecret.Unknown unknown when isForced:
                    return await ForceAsync(run, places, secrets, new StagedSecret.Stuck(unknown.Entry, unknown.Failure, places.Held.Finals.Where(final => !SecureStrings.AreEqual(final, secret)).ToList()), stop);
                case SentSecret.Unknown unknown:
                    return await run.CloseAsync(unknown.Entry, run.Report.Interrupted($"It is not known whether Auth0 took the new secret, which waits as '{places.Main.Next}' in vault '{places.Main.Vault}': {unknown.Failure.Message}", unknown.Failure));
            }
        }

        var acceptedAt = entry.Phase >= RotationPhase.Promoted && entry.RotatedAt is { } earlier ? earlier : Now;
        try
        {
            if (entry.KeepsPrevious)
                await places.KeepPreviousAsync(secret);
            await places.PromoteAsync(secret);
        }
        catch (Auth0Exception exception)
        {
            return await run.CloseAsync(entry, run.Report.NotPromoted(places.Main, exception));
        }

        await tools.Session.State.Connections.MovedAsync(entry.Domain, entry.ClientId, secret);
        entry = run.Note(entry with { Phase = RotationPhase.Promoted, RotatedAt = acceptedAt });
        (entry, var notCopied) = await places.Copies.WriteAsync(entry, places.Main, secret, keyId: null);
        var verdict = liveBy is { } by ? new SecretVerifier.Verdict(by) : await VerifyAsync(entry, application, secret, echo, stop);
        if (verdict.Live is { } live)
            return await AdoptAsync(run, places, entry, live);
        if (verdict.Contradiction is { } contradiction)
            return await run.CloseAsync(entry with { Contradiction = contradiction }, run.Report.Interrupted($"Auth0 accepted the new secret, but: {contradiction}", cause: null));

        entry = entry with { VerifiedBy = verdict.VerifiedBy, Contradiction = null };
        if (notCopied is null)
            entry = run.Note(entry with { Phase = RotationPhase.Verified });
        if (entry.MovesBack)
            entry = await new RevertToClientSecret(tools.Session).DeleteAsync(entry, stop);
        return notCopied is not null
            ? await UnfinishedCopies.CloseAsync(run, places.Main, entry, notCopied)
            : await run.CloseAsync(entry, RotationReport.Copied(run.Report.Succeeded(verdict.VerifiedBy, acceptedAt, entry.Attempts, secret, entry.Undoes), entry, failure: null));
    }

    private static async Task<RotationEntry> StageAsync(JournaledRun run, RotationPlaces places, RotationEntry entry, SecureString secret)
    {
        // Also after an interruption: the next entry of a further vault may be what is missing.
        await places.StageAsync(secret);
        return entry.Phase < RotationPhase.Staged ? run.Note(entry with { Phase = RotationPhase.Staged }) : entry;
    }

    private async Task<SecretVerifier.Verdict> VerifyAsync(RotationEntry entry, Auth0Application? application, SecureString secret, bool? echo, CancellationToken stop)
    {
        try
        {
            return await _verifier.VerifyAsync(application ?? await new ApplicationDirectory(tools.Session).GetAsync(entry.ClientId, stop), secret, echo, stop);
        }
        catch (Exception exception) when (exception is Auth0Exception or OperationCanceledException)
        {
            // It was accepted; that it cannot be looked at now, or not any more, proves nothing against it.
            return new SecretVerifier.Verdict(echo == true ? RotationVerification.Response : RotationVerification.None);
        }
    }

    /// <summary>Someone else changed the secret: the live one goes where consumers look for it, and this rotation's is of no use.</summary>
    private async Task<RotationOutcome> AdoptAsync(JournaledRun run, RotationPlaces places, RotationEntry entry, SecureString live)
    {
        using (live)
        {
            try
            {
                await places.AdoptAsync(live);
            }
            catch (Auth0Exception exception)
            {
                return await run.CloseAsync(entry, run.Report.NotAdopted(places.Main, exception));
            }

            await tools.Session.State.Connections.MovedAsync(entry.Domain, entry.ClientId, live);
            (entry, var notCopied) = await places.Copies.WriteAsync(entry with { KeepsPrevious = false, Copies = [.. entry.Copies.Select(static copy => copy.Anew())] }, places.Main, live, keyId: null);
            return await run.CloseAsync(entry with { Spent = entry.Fingerprint, DriftedAt = null }, run.Report.Adopted(places.Main, entry, notCopied));
        }
    }
}
