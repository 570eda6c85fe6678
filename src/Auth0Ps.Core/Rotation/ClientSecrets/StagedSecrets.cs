using System.Security;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation.ClientSecrets;

/// <summary>Settles with which secret a rotation continues: one that was left behind, or a new one. Never a second one while one is staged.</summary>
/// <param name="places">The vaults' entries.</param>
/// <param name="vaults">Keeps the fingerprints' key.</param>
/// <param name="verifier">Finds out which secret is live.</param>
/// <param name="note">Writes the journal.</param>
internal sealed class StagedSecrets(RotationPlaces places, VaultCache vaults, SecretVerifier verifier, Func<RotationEntry, RotationEntry> note)
{
    private string Next => places.Main.Next;

    private string Final => places.Main.Name;

    private string Vault => places.Main.Vault;

    /// <summary>Continues an interrupted rotation.</summary>
    /// <param name="entry">What the journal says of it.</param>
    public async Task<StagedSecret> TakeUpAsync(RotationEntry entry, CancellationToken stop)
    {
        var held = await places.ReadAsync();
        var key = await vaults.FindFingerprintKeyAsync(Vault, places);
        var own = OwnOf(entry, held, key);
        if (entry.Phase < RotationPhase.Promoted && await ExamineOfConnectionsAsync(entry, own, held, key, stop) is { } found)
            return found;
        if (own is not null)
        {
            return entry.Phase >= RotationPhase.Promoted && held.Main.Final is { } final && !SecureStrings.AreEqual(final, own)
                ? await WithChangedFinalAsync(entry, own, final, stop)
                : new StagedSecret.Ready(entry, own);
        }

        var next = held.Main.IsSettled || IsSpent(entry, held.Main.Next!, key) ? null : held.Main.Next;
        if (next is null && entry is { Phase: < RotationPhase.Applying, EverUnknown: false })
        {
            // Nothing came of it: there is no secret, and Auth0 has not heard of one.
            return await NewAsync(entry);
        }

        return await FindOutAsync(entry, next, held.Finals, isKeyMissing: key is null, stop);
    }

    /// <summary>Begins a rotation; a value that waits and of which no unfinished run knows is looked at first.</summary>
    /// <param name="entry">The new rotation.</param>
    /// <param name="force">True overwrites entries of others.</param>
    /// <param name="known">What the entries hold, where they were read already.</param>
    public async Task<StagedSecret> BeginAsync(RotationEntry entry, RotationEntry? former, bool force, HeldSecrets? known, CancellationToken stop)
    {
        var held = known ?? await places.ReadAsync();
        held.RequireSecrets();
        await places.RequireOwnAsync(entry, former, force);
        var waiting = held.Unsettled;

        // A version before this one used another name, and may have left something there.
        if (former is not { NextSuffix: not null } && await places.ReadFormerNextAsync() is { } old && held.Find(secret => SecureStrings.AreEqual(secret, old)) is null)
            waiting = [.. waiting, old];

        var key = waiting.Count > 0 ? await vaults.FingerprintKeyAsync(Vault, places) : null;
        var unknown = new List<SecureString>();
        foreach (var secret in waiting)
        {
            stop.ThrowIfCancellationRequested();
            if (former is not null && IsSpent(former, secret, key))
            {
                entry = entry with { Spent = former.Spent };
                continue;
            }

            if (former is { Status: RotationStatus.Failed, Phase: < RotationPhase.Applying, EverUnknown: false } && IsOf(former, secret, key))
            {
                if (!entry.Undoes)
                    return new StagedSecret.Ready(note(Intended(entry, secret, key!)), secret);
                entry = entry with { Spent = former.Fingerprint };
                continue;
            }

            if (entry.Undoes)
                throw PreviousSecret.Waits(entry, places.Main);
            switch (await verifier.FindAsync(entry.ClientId, secret, held.Finals, stop))
            {
                case LiveSecret.Known found when SecureStrings.AreEqual(found.Secret, secret):
                    // Accepted by Auth0 in a run that nobody remembers: it only has to get its final name.
                    return new StagedSecret.Ready(note(Intended(entry, secret, key!) with { Phase = RotationPhase.Applying, EverUnknown = true }), secret, found.By);
                case LiveSecret.Known or LiveSecret.AnotherOne:
                    entry = entry with { Spent = Fingerprint.Of(secret, entry.ClientId, key!) };
                    break;
                default:
                    unknown.Add(secret);
                    break;
            }
        }

        stop.ThrowIfCancellationRequested();
        return unknown switch
        {
            [] => await NewAsync(entry),

            // Sending it is what makes it known.
            [var one] => new StagedSecret.Ready(note(Intended(entry, one, key!) with { EverUnknown = true }), one),
            _ => new StagedSecret.Stuck(entry, StagingProblems.Several(entry, held), unknown),
        };
    }

    /// <summary>Takes what waits in the next entry for this rotation's secret, once it is known to be the live one.</summary>
    /// <param name="live">The value.</param>
    /// <param name="by">How it was proven.</param>
    public async Task<StagedSecret> TakeAsync(RotationEntry entry, SecureString live, RotationVerification by) =>
        new StagedSecret.Ready(
            note(Intended(entry, live, await vaults.FingerprintKeyAsync(Vault, places)) with { Phase = RotationPhase.Applying, EverUnknown = true }),
            live,
            by);

    /// <summary>The fingerprint of a value that is proven dead.</summary>
    public async Task<string> SpentAsync(RotationEntry entry, SecureString dead) => Fingerprint.Of(dead, entry.ClientId, await vaults.FingerprintKeyAsync(Vault, places));

    private static bool IsOf(RotationEntry entry, SecureString secret, SecureString? key) =>
        key is not null && Fingerprint.Of(secret, entry.ClientId, key) == entry.Fingerprint;

    private static bool IsSpent(RotationEntry entry, SecureString secret, SecureString? key) =>
        key is not null && entry.Spent is not null && Fingerprint.Of(secret, entry.ClientId, key) == entry.Spent;

    private static RotationEntry Intended(RotationEntry entry, SecureString secret, SecureString key) =>
        entry with { Phase = RotationPhase.Intended, Fingerprint = Fingerprint.Of(secret, entry.ClientId, key) };

    /// <summary>This rotation's secret, wherever it is.</summary>
    private static SecureString? OwnOf(RotationEntry entry, HeldSecrets held, SecureString? key)
    {
        if (key is not null)
            return held.Find(secret => IsOf(entry, secret, key));

        // Without the key: once promoted, it is what both entries hold.
        return entry.Phase >= RotationPhase.Promoted && held.Main is { IsSettled: true, Next: { } both } ? both : null;
    }

    /// <summary>
    /// What waits beside a connection's own secret and is neither that nor this rotation's may be live, and staging would overwrite it. Null
    /// where nothing waits there that is not proven dead.
    /// </summary>
    private async Task<StagedSecret?> ExamineOfConnectionsAsync(RotationEntry entry, SecureString? own, HeldSecrets held, SecureString? key, CancellationToken stop)
    {
        var expected = own ?? held.Main.Next;
        foreach (var at in held.All.Skip(1).Where(at => !at.IsSettled && !SecureStrings.AreEqual(at.Next, expected) && !IsSpent(entry, at.Next!, key)))
        {
            stop.ThrowIfCancellationRequested();
            switch (await verifier.FindAsync(entry.ClientId, at.Next, expected is null ? held.Finals : [expected, .. held.Finals], stop))
            {
                case LiveSecret.Known known when SecureStrings.AreEqual(known.Secret, at.Next):
                    return new StagedSecret.Foreign(entry, known.Secret);
                case LiveSecret.Known known when own is not null && SecureStrings.AreEqual(known.Secret, own):
                    return new StagedSecret.Ready(entry, own, known.By);
                case LiveSecret.Known or LiveSecret.AnotherOne:
                    continue;
                case LiveSecret.NotInUse when entry.MovesBack:
                    continue;
                case LiveSecret.NotInUse other:
                    return new StagedSecret.Over(entry, StagingProblems.NotInUse(entry, other.Method));
                default:
                    return new StagedSecret.Stuck(
                        entry,
                        StagingProblems.Of(
                            entry,
                            $"The entry '{at.Place.Next}' in vault '{at.Place.Vault}', beside the one that a connection signs in with, holds another secret than this rotation made, and whether it is the live one cannot be proven, so it is not overwritten.",
                            $"Remove it if it is of no use, and type: Resume-Auth0SecretRotation -Name {entry.Name}. Else have it made live: {StagingProblems.ByForce(entry)}"),
                        own is null ? [at.Next!, .. held.Finals] : [at.Next!, own]);
            }
        }

        return null;
    }

    private async Task<StagedSecret> NewAsync(RotationEntry entry)
    {
        var key = await vaults.FingerprintKeyAsync(Vault, places);
        var secret = entry.Undoes ? await PreviousSecret.ReadAsync(entry, places) : SecretGenerator.NewClientSecret();
        return new StagedSecret.Ready(note(Intended(entry, secret, key)), secret);
    }

    /// <summary>The secret that this rotation made is not to be recognised: what is live at Auth0 says what to do.</summary>
    private async Task<StagedSecret> FindOutAsync(RotationEntry entry, SecureString? next, IReadOnlyList<SecureString> finals, bool isKeyMissing, CancellationToken stop)
    {
        var what = next is null
            ? $"'{Next}' is gone from vault '{Vault}', although Auth0 may have heard of the secret in it"
            : isKeyMissing
                ? $"The entry '{Fingerprint.KeyEntry}' is gone from vault '{Vault}', so the secret in '{Next}' cannot be recognised as the one that this rotation made"
                : $"The entry '{Next}' in vault '{Vault}' holds another secret than the one that this rotation made, so it is not sent";
        var isUnheard = entry is { Phase: < RotationPhase.Applying, EverUnknown: false };
        switch (isUnheard && !isKeyMissing ? new LiveSecret.Unknown() : await verifier.FindAsync(entry.ClientId, next, finals, stop))
        {
            case LiveSecret.Known known when next is not null && SecureStrings.AreEqual(known.Secret, next):
                return isKeyMissing ? await TakeAsync(entry, next, known.By) : new StagedSecret.Foreign(entry, known.Secret);
            case LiveSecret.Known known when finals.Any(final => SecureStrings.AreEqual(final, known.Secret)):
                return new StagedSecret.Over(
                    next is null ? entry : entry with { Spent = await SpentAsync(entry, next) },
                    StagingProblems.Of(entry, $"{what}. The entry '{Final}' holds the live secret, so nothing is lost.", $"Rotate again: {RotationCommands.Of(entry)}"));
            case LiveSecret.Known when isUnheard:
                // What is staged was never sent, and is not live: another one may take its place.
                return await NewAsync(entry with { Spent = await SpentAsync(entry, next!) });
            case LiveSecret.Known known:
                return new StagedSecret.Foreign(entry, known.Secret);
            case LiveSecret.NotInUse other when !entry.MovesBack:
                return new StagedSecret.Over(entry, StagingProblems.NotInUse(entry, other.Method));
            default:
                return new StagedSecret.Stuck(entry, StagingProblems.Unknown(entry, places.Main, what, isGone: next is null, isKeyMissing, isUnheard), next is null ? [] : isKeyMissing ? [next, .. finals] : [.. finals, next]);
        }
    }

    /// <summary>After promotion the final entry was given another value: it is not overwritten before it is proven dead.</summary>
    private async Task<StagedSecret> WithChangedFinalAsync(RotationEntry entry, SecureString own, SecureString final, CancellationToken stop)
    {
        var what = $"The entry '{Final}' in vault '{Vault}' was given another secret than this rotation put there";
        return await verifier.FindAsync(entry.ClientId, own, [final], stop) switch
        {
            LiveSecret.Known known when SecureStrings.AreEqual(known.Secret, own) => new StagedSecret.Ready(entry, own, known.By),
            LiveSecret.Known known when SecureStrings.AreEqual(known.Secret, final) => new StagedSecret.Over(
                entry with { Spent = entry.Fingerprint },
                StagingProblems.Of(entry, $"{what}. It is the live one, so it stays, and nothing is lost.", $"To have one of this rotation's own again: {RotationCommands.Of(entry)}")),
            LiveSecret.Known known => new StagedSecret.Foreign(entry, known.Secret),
            LiveSecret.NotInUse other when !entry.MovesBack => new StagedSecret.Over(entry, StagingProblems.NotInUse(entry, other.Method)),
            _ => new StagedSecret.Stuck(
                entry,
                StagingProblems.Of(entry, $"{what}, and which of the two is live cannot be proven.", $"To have the one in '{Final}' made live, and a new one after it: {StagingProblems.ByForce(entry)}"),
                [final, own]),
        };
    }
}
