using Auth0Ps.Connections;
using Auth0Ps.Http;
using Auth0Ps.Management;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation.Keys;

/// <summary>Walks a private key into a vault and to Auth0, phase by phase and with no downtime, under the lease and the journal that client secrets have.</summary>
/// <remarks>
/// A new key is staged in the vault, registered and attached beside the current one, proven, and only then put where consumers find it; the
/// one before goes on working until its overlap has ended. So at every instant the key that consumers find is one that Auth0 takes, and the
/// vault has the private half of every key that Auth0 was given from here.
/// </remarks>
/// <param name="owners">Knows who else needs which entries.</param>
/// <param name="grants">Tells for which API a token can be asked.</param>
/// <param name="reached">Told of each phase; may be null.</param>
internal sealed class PrivateKeyRotation(
    TenantSession session, VaultCache vaults, EntryOwners owners, ClientGrantDirectory grants, Action<RotationPhase>? reached)
{
    private readonly KeyVerifier _verifier = new(session, grants);

    private DateTimeOffset Now => session.Http.Time.GetUtcNow();

    /// <summary>Walks the phases under the lease, from wherever the journal says that an earlier run ended.</summary>
    public async Task<RotationOutcome> WalkAsync(JournaledRun run, RotationEntry entry, RotationEntry? former, RotationTarget target, CancellationToken stop)
    {
        // Before anything changes: no token, no rotation; no vault, no rotation.
        await session.GetTokenAsync(cancellationToken: stop);
        await using var places = await RotationPlaces.OpenAsync(vaults, entry, stop);
        var isNew = !ReferenceEquals(entry, former);
        using var claim = isNew ? await EntryClaim.TakeAsync(session.State.Claims, entry, owners, vaults, stop) : null;
        reached?.Invoke(RotationPhase.Leased);
        var entries = new KeyEntries(places, entry.Mapping);
        var calls = new KeyCalls(session, entry.ClientId);
        var removal = new KeyRemoval(calls);
        var introduction = new KeyRegistration(session, calls, removal);

        var keys = await ClientKeys.ReadAsync(session, entry.ClientId, stop);
        RequireAllowed(entry, keys);
        if (isNew)
            await places.RequireOwnAsync(entry, former, target.Force);

        var retired = await new KeyRetirement(removal, session.Http.Time).RetireAsync(entry, keys, await LedgerAsync(entry, keys, entries, pendingId: null), stop);
        if (target.RetiresOnly)
            return await CloseRetiredAsync(run, former!, target, retired);

        keys = retired.Keys;
        var job = isNew ? await new KeyStaging(entries, session.Http.Time).BeginAsync(entry, former) : await new KeyStaging(entries, session.Http.Time).TakeUpAsync(entry);
        if (job.Problem is { } problem)
            return isNew ? throw problem : await run.CloseAsync(job.Entry, run.Report.Interrupted(problem.Message, problem));

        using var pem = job.Key!.Pem;
        var key = job.Key;
        var toGo = new KeySlots(keys, await LedgerAsync(job.Entry, keys, entries, key.KeyId), Now).ToGo(key.KeyId, other => MayGo(other, target));
        if (toGo.Count == 0 && LostKey(entry, key, keys) is { } lost)
            toGo = [lost];
        entry = await StageAsync(run, places, job.Entry with { MovedFrom = MovedFrom(job.Entry, keys) }, key);
        if (entry.Phase < RotationPhase.Promoted)
        {
            stop.ThrowIfCancellationRequested();
            entry = run.Note(entry with { EverUnknown = entry.EverUnknown || entry.Phase >= RotationPhase.Applying, Phase = RotationPhase.Applying });
        }

        var step = await introduction.IntroduceAsync(entry, key, keys, toGo, stop);
        entry = entry with { Attempts = entry.Attempts + step.Attempts };
        if (step.Outcome != ResponseOutcome.Done)
            return await CloseUndoneAsync(run, places, introduction, entry, key, step, stop);

        var proof = await ProveAsync(step.Keys.Application, key, entry, stop);
        if (proof is null)
            return await run.CloseAsync(entry, run.Report.Interrupted($"Auth0 registered the new key {key.KeyId}, but does not take it yet; it waits as '{places.Main.Next}' in vault '{entry.Vault}'.", cause: null));

        return await PromoteAsync(run, entries, entry, key, step.Keys, proof.Value, target);
    }

    private static bool MayGo(RegisteredKey key, RotationTarget target) => target.EndsKeys || target.DeletableKeys.Contains(key.Id, StringComparer.Ordinal);

    /// <summary>True for a key of somebody else that signs in and does nothing else.</summary>
    private static bool Ends(Auth0RotationKey known, ClientKeys keys) => known.State == RotationKeyState.Foreign && !keys.OtherUses.Contains(known.CredentialId!);

    /// <summary>What Auth0 has of a key that was taken out of the vault before it came into use.</summary>
    private static RegisteredKey? LostKey(RotationEntry entry, NewKey key, ClientKeys keys) =>
        entry.Fingerprint.Length > 0 && entry.Fingerprint != key.KeyId && keys.Find(entry.Fingerprint) is { } lost && (keys.IsAttached(lost) ? keys.Attached.Count > 1 : !keys.ServesElse(lost))
            ? lost
            : null;

    private static FormerMethod? MovedFrom(RotationEntry entry, ClientKeys keys) => keys.UsesKeys
        ? entry.MovedFrom
        : new FormerMethod(keys.Application.TokenEndpointAuthMethod ?? ClientAuthenticationResolver.SecretMethod, keys.IdTokenAlgorithm == "HS256" ? "HS256" : null);

    private static async Task<RotationEntry> StageAsync(JournaledRun run, RotationPlaces places, RotationEntry entry, NewKey key)
    {
        if (entry.Phase >= RotationPhase.Promoted)
            return entry;

        if (entry.Phase <= RotationPhase.Intended)
            entry = run.Note(entry);
        await places.StageAsync(key.Pem);
        return entry.Phase < RotationPhase.Staged ? run.Note(entry with { Phase = RotationPhase.Staged }) : entry;
    }

    private static async Task<RotationOutcome> CloseUndoneAsync(
        JournaledRun run, RotationPlaces places, KeyRegistration introduction, RotationEntry entry, NewKey key, KeyRegistration.Step step, CancellationToken stop)
    {
        var failure = step.Failure!;
        if (step.Outcome == ResponseOutcome.Refused && await introduction.TakeBackAsync(key, step.Keys, stop))
        {
            // Auth0 has nothing of it, so the staged key is of no use to anybody.
            return await run.CloseAsync(entry with { Spent = key.KeyId }, run.Report.Failed(failure, entry.Attempts));
        }

        entry = run.Note(entry with { EverUnknown = true });
        return await run.CloseAsync(entry, run.Report.Interrupted($"It is not known how far Auth0 took the new key, which waits as '{places.Main.Next}' in vault '{entry.Vault}': {failure.Message}", failure));
    }

    private async Task<RotationVerification?> ProveAsync(Auth0Application application, NewKey key, RotationEntry entry, CancellationToken stop)
    {
        if (entry is { Phase: >= RotationPhase.Promoted, VerifiedBy: not RotationVerification.None })
            return entry.VerifiedBy;

        try
        {
            return await _verifier.ProveAsync(application, key, entry.Key!.Algorithm, stop);
        }
        catch (OperationCanceledException)
        {
            throw new Auth0Exception(ErrorReason.RotationInterrupted, "The command was stopped before the new key was proven.") { Target = entry.ClientId };
        }
    }

    private async Task<RotationOutcome> PromoteAsync(
        JournaledRun run, KeyEntries entries, RotationEntry entry, NewKey key, ClientKeys keys, RotationVerification proof, RotationTarget target)
    {
        var main = entries.Places.Main;
        var at = entry.Phase >= RotationPhase.Promoted && entry.RotatedAt is { } earlier ? earlier : Now;
        try
        {
            // The key before this one stays readable for as long as Auth0 has it.
            if (await entries.ReadCurrentAsync() is not { } current || (current.KeyId != key.KeyId && keys.Find(current.KeyId) is not null))
                await entries.KeepPreviousAsync();
            await entries.PromoteAsync(key);
        }
        catch (Auth0Exception exception)
        {
            return await run.CloseAsync(entry, run.Report.Interrupted($"The new key works and is '{main.Next}' in vault '{main.Vault}'; it could not be put under its final name '{main.Name}': {exception.Message}", exception));
        }

        if (entry.Phase < RotationPhase.Promoted)
        {
            var retiresAt = at + entry.Key!.Overlap;
            var ledger = await LedgerAsync(entry, keys, entries, pendingId: null, retiresAt);
            entry = run.Note(entry with
            {
                Phase = RotationPhase.Promoted,
                RotatedAt = at,
                VerifiedBy = proof,
                KeyCount = entry.KeyCount + 1,
                Keys = target.EndsKeys ? [.. ledger.Select(known => Ends(known, keys) ? known with { RetiresAt = retiresAt } : known)] : ledger,
            });
        }

        await session.State.Connections.MovedAsync(entry, key);
        return await run.CloseAsync(entry, run.Report.Introduced(proof, at, entry));
    }

    private async Task<RotationOutcome> CloseRetiredAsync(JournaledRun run, RotationEntry former, RotationTarget target, KeyRetirement.Retired retired)
    {
        if (retired.Failure is { } failure)
            return run.Report.Failed(failure, retired.Attempts);

        session.State.Journal.Write(former with { Keys = retired.Ledger });
        var result = retired.Gone.Count == 0 ? run.Report.Skipped("no key's overlap has ended") : run.Report.Retired(retired.Gone, key => retired.Keys.Registered.Any(left => left.Id == key.CredentialId));
        if (retired.Gone.Count > 0)
            await session.State.History.AppendAsync(run.Report.ToRecord(result with { Phase = RotationPhase.Recorded }, Now));
        return result with { Phase = RotationPhase.Recorded, Attempts = retired.Attempts, RotatedAt = former.RotatedAt };
    }

    private async Task<IReadOnlyList<Auth0RotationKey>> LedgerAsync(RotationEntry entry, ClientKeys keys, KeyEntries entries, string? pendingId, DateTimeOffset? retiresAt = null)
    {
        var pending = pendingId ?? (await entries.ReadNextAsync() is { UserName: null } staged ? NewKey.Read(staged.Secret)?.KeyId : null);
        return new KeyLedger(keys, (await entries.ReadCurrentAsync())?.KeyId, await entries.HeldAsync(), entry.Keys)
            .At(pending, retiresAt ?? Now + entry.Key!.Overlap);
    }

    private void RequireAllowed(RotationEntry entry, ClientKeys keys)
    {
        KeyRules.RequireSuitable(keys.Application);
        if (!keys.UsesKeys)
            KeyRules.RequireNoConnectionBy(session.State.Connections.All, entry.Domain, entry.ClientId, ClientAuthenticationResolver.SecretMethod);
    }
}
