using Auth0Ps.Applications;
using Auth0Ps.Http;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation.ClientSecrets;

/// <summary>
/// What a rotation continues with by force, where it cannot be proven which secret is live: one of those that the entries hold is made live, so that
/// the others are dead, and then comes a new one.
/// </summary>
internal sealed class ForcedSecret(TenantSession session, SecretVerifier verifier, JournaledRun run, RotationPlaces places, StagedSecrets secrets)
{
    /// <summary>Makes sure of one secret, and says with which one the rotation continues.</summary>
    /// <param name="stuck">What is not known.</param>
    public async Task<StagedSecret> FromAsync(StagedSecret.Stuck stuck, CancellationToken stop)
    {
        var entry = run.Note(stuck.Entry with { Phase = RotationPhase.Applying, EverUnknown = true });
        var next = places.Held.Main.IsSettled ? null : places.Held.Main.Next;
        switch (next is null ? new LiveSecret.Unknown() : await verifier.FindAsync(entry.ClientId, next, places.Held.Finals, stop))
        {
            case LiveSecret.Known known when SecureStrings.AreEqual(known.Secret, next):
                return await secrets.TakeAsync(entry, next!, known.By);
            case LiveSecret.Known or LiveSecret.AnotherOne:
                return await AnewAsync(entry with { Spent = await secrets.SpentAsync(entry, next!) }, stop);
        }

        foreach (var candidate in stuck.MayBeLive)
        {
            stop.ThrowIfCancellationRequested();
            var change = await SecretChange.SendAsync(session, entry.ClientId, candidate, stop);
            entry = entry with { Attempts = entry.Attempts + change.Attempts };
            if (change.Outcome != ResponseOutcome.Done)
                continue;
            if (SecureStrings.AreEqual(candidate, next))
                return await secrets.TakeAsync(entry, candidate, change.Echo == true ? RotationVerification.Response : RotationVerification.None);
            return await AnewAsync(next is null ? entry : entry with { Spent = await secrets.SpentAsync(entry, next) }, stop);
        }

        return stuck.MayBeLive.Count == 0 ? await AnewAsync(entry, stop) : stuck with { Entry = entry };
    }

    /// <summary>Begins another rotation to the same place.</summary>
    private Task<StagedSecret> AnewAsync(RotationEntry left, CancellationToken stop)
    {
        var entry = left with
        {
            JobId = Guid.NewGuid(),
            Phase = RotationPhase.None,
            Undoes = false,
            Copies = [.. left.Copies.Select(static copy => copy.Anew())],
            EverUnknown = false,
            Attempts = 0,
            AttemptedAt = session.Http.Time.GetUtcNow(),
            Status = null,
            VerifiedBy = RotationVerification.None,
            Contradiction = null,
            Message = null,
        };
        return secrets.BeginAsync(entry, left, force: true, known: null, stop);
    }
}
