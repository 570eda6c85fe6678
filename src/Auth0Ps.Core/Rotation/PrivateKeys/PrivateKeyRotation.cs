using Auth0Ps.Connections;
using Auth0Ps.Http;
using Auth0Ps.Rotation.Copies;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>Rotates a private key into a vault and to Auth0, phase by phase and with no downtime: staged, registered, attached, proven, promoted, recorded.</summary>
/// <remarks>
/// A new key is staged in the vault, registered and attached beside the current one, proven, and only then put where consumers find it; the
/// previous one keeps working until its overlap has ended. So at every instant the key that consumers find is one that Auth0 takes, and the
/// vault has the private half of every key that Auth0 was given from here.
/// </remarks>
internal sealed class PrivateKeyRotation(RotationTools tools) : IRotation
{
    private readonly KeyVerifier _verifier = new(tools.Session, tools.Grants);

    private DateTimeOffset Now => tools.Session.Http.Time.GetUtcNow();

    /// <inheritdoc/>
    public async Task<RotationOutcome> BeginAsync(JournaledRun run, RotationEntry entry, RotationEntry? former, RunOptions options, CancellationToken stop)
    {
        await using var places = await OpenAsync(entry, stop);
        using var claim = await tools.Owners.ClaimAsync(entry, stop);
        var entries = new KeyEntries(places, entry.Mapping);
        var keys = await ReadAsync(entry, stop);
        await places.RequireOwnAsync(entry, former, options.Force);

        var retired = await RetireAsync(run, entry, keys, entries, stop);
        if (options.RetiresOnly)
            return await CloseRetiredAsync(run, former!, retired);

        var job = await new KeyStaging(entries, tools.Session.Http.Time, tools.Session.State.MakesKey).BeginAsync(entry, former);
        return job.Problem is { } problem ? throw problem : await IntroduceAsync(run, entries, entry, retired.Keys, job, options, stop);
    }

    /// <inheritdoc/>
    public async Task<RotationOutcome> ResumeAsync(JournaledRun run, RotationEntry entry, RunOptions options, bool isForced, CancellationToken stop)
    {
        if (await UnfinishedCopies.FinishAsync(tools, run, entry, isForced, stop) is { } finished)
            return finished;
        entry = entry with { OnlyCopiesLeft = false };
        await using var places = await OpenAsync(entry, stop);
        var entries = new KeyEntries(places, entry.Mapping);
        var keys = await ReadAsync(entry, stop);
        var retired = await RetireAsync(run, entry, keys, entries, stop);
        var job = await new KeyStaging(entries, tools.Session.Http.Time, tools.Session.State.MakesKey).TakeUpAsync(entry);
        return job.Problem is { } problem
            ? await run.CloseAsync(job.Entry, run.Report.Interrupted(problem.Message, problem))
            : await IntroduceAsync(run, entries, entry, retired.Keys, job, options, stop);
    }

    private async Task<RotationPlaces> OpenAsync(RotationEntry entry, CancellationToken stop)
    {
        // Before anything changes: no token, no rotation; no vault, no rotation.
        await SecretCopies.RequireVaultsAsync(tools.Vaults, entry, stop);
        await tools.Session.GetTokenAsync(cancellationToken: stop);
        return await RotationPlaces.OpenAsync(tools.Vaults, entry, () => tools.Session.ConfirmLeaseAsync(entry.ClientId), stop);
    }

    private async Task<ClientKeys> ReadAsync(RotationEntry entry, CancellationToken stop)
    {
        tools.Reached?.Invoke(RotationPhase.Leased);
        var keys = await ClientKeys.ReadAsync(tools.Session, entry.ClientId, stop);
        KeyRules.RequireSuitable(keys.Application);
        if (!keys.UsesKeys)
            KeyRules.RequireNoConnectionBy(tools.Session.State.Connections.All, entry.Domain, entry.ClientId, ClientAuthenticationResolver.SecretMethod);
        return keys;
    }

    private async Task<KeyRetirement.Retired> RetireAsync(JournaledRun run, RotationEntry entry, ClientKeys keys, KeyEntries entries, CancellationToken stop)
    {
        var retired = await new KeyRetirement(RemovalOf(entry), tools.Session.Http.Time).RetireAsync(entry, keys, await LedgerAsync(entry, keys, entries, pendingId: null), stop);

        // With those that a run deleted which was killed before it could say so.
        var now = Now;
        var lost = entry.Keys.Where(key => key.IsPastOverlap(now) && key.CredentialId is { } id && !keys.Registered.Any(registered => registered.Id == id));
        IReadOnlyList<Auth0RotationKey> gone = [.. retired.Gone, .. lost];
        if (gone.Count > 0)
            await run.RetiredAsync(entry, gone, key => retired.Keys.Registered.Any(left => left.Id == key.CredentialId));
        return retired;
    }

    private KeyRemoval RemovalOf(RotationEntry entry) => new(new KeyCalls(tools.Session, entry.ClientId));

    /// <summary>From the staged key to its record: it is registered and attached beside the others, proven, and promoted.</summary>
    private async Task<RotationOutcome> IntroduceAsync(JournaledRun run, KeyEntries entries, RotationEntry begun, ClientKeys keys, KeyStaging.Job job, RunOptions options, CancellationToken stop)
    {
        var key = job.Key!;
        using var pem = key.Pem;
        var places = entries.Places;
        var toGo = new KeySlots(keys, await LedgerAsync(job.Entry, keys, entries, key.KeyId), Now).ToGo(key.KeyId, other => MayGo(other, options));
        if (toGo.Count == 0 && LostKey(begun, key, keys) is { } lost)
            toGo = [lost];
        var entry = await StageAsync(run, places, job.Entry with { MovedFrom = MovedFrom(job.Entry, keys) }, key);
        if (entry.Phase < RotationPhase.Promoted)
        {
            stop.ThrowIfCancellationRequested();
            entry = run.Note(entry with { EverUnknown = entry.EverUnknown || entry.Phase >= RotationPhase.Applying, Phase = RotationPhase.Applying });
        }

        var introduction = new KeyRegistration(tools.Session, new KeyCalls(tools.Session, entry.ClientId), RemovalOf(entry));
        var step = await introduction.IntroduceAsync(entry, key, keys, toGo, stop);
        entry = entry with { Attempts = entry.Attempts + step.Attempts };
        if (step.Outcome != ResponseOutcome.Done)
            return await CloseUndoneAsync(run, places, introduction, entry, key, step, stop);

        var proof = await ProveAsync(step.Keys.Application, key, entry, stop);
        if (proof is null)
            return await run.CloseAsync(entry, run.Report.Interrupted($"Auth0 registered the new key {key.KeyId}, but does not take it yet; it waits as '{places.Main.Next}' in vault '{entry.Vault}'.", cause: null));

        return await PromoteAsync(run, entries, entry, key, step.Keys, proof.Value, options);
    }

    private static bool MayGo(RegisteredKey key, RunOptions options) => options.EndsKeys || options.DeletableKeys.Contains(key.Id, StringComparer.Ordinal);

    /// <summary>True for a key of someone else that signs in and does nothing else.</summary>
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
        JournaledRun run, KeyEntries entries, RotationEntry entry, NewKey key, ClientKeys keys, RotationVerification proof, RunOptions options)
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
                Keys = options.EndsKeys ? [.. ledger.Select(known => Ends(known, keys) ? known with { RetiresAt = retiresAt } : known)] : ledger,
            });
        }

        await tools.Session.State.Connections.MovedAsync(entry, key);
        (entry, var notCopied) = await entries.Places.Copies.WriteAsync(entry, main, key.Pem, key.KeyId);
        return notCopied is not null
            ? await UnfinishedCopies.CloseAsync(run, main, entry, notCopied)
            : await run.CloseAsync(entry, RotationReport.Copied(run.Report.Introduced(proof, at, entry), entry, failure: null));
    }

    private async Task<RotationOutcome> CloseRetiredAsync(JournaledRun run, RotationEntry former, KeyRetirement.Retired retired)
    {
        if (retired.Failure is { } failure)
            return run.Report.Failed(failure, retired.Attempts);

        tools.Session.State.Journal.Write(former with { Keys = retired.Ledger });
        var result = retired.Gone.Count == 0 ? run.Report.Skipped("no key's overlap has ended") : run.Report.Retired(retired.Gone, key => retired.Keys.Registered.Any(left => left.Id == key.CredentialId));
        if (retired.Gone.Count > 0)
            await run.RecordAsync(result with { Phase = RotationPhase.Recorded }, entry: null);
        return result with { Phase = RotationPhase.Recorded, Attempts = retired.Attempts, RotatedAt = former.RotatedAt, Hooks = run.Hooks };
    }

    private async Task<IReadOnlyList<Auth0RotationKey>> LedgerAsync(RotationEntry entry, ClientKeys keys, KeyEntries entries, string? pendingId, DateTimeOffset? retiresAt = null)
    {
        var pending = pendingId ?? (await entries.ReadNextAsync() is { UserName: null } staged ? NewKey.Read(staged.Secret)?.KeyId : null);
        return new KeyLedger(keys, (await entries.ReadCurrentAsync())?.KeyId, await entries.HeldAsync(), entry.Keys)
            .At(pending, retiresAt ?? Now + entry.Key!.Overlap);
    }
}
