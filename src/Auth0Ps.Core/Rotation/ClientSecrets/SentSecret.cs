using System.Security;
using Auth0Ps.Applications;
using Auth0Ps.Http;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Rotation.PrivateKeys;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation.ClientSecrets;

/// <summary>What sending a staged secret came to, over all attempts that were ever made with it.</summary>
internal abstract record SentSecret(RotationEntry Entry)
{
    /// <summary>Sends the staged secret, and where the answer leaves it open finds out which secret is live.</summary>
    /// <param name="places">The vaults' entries, as they were read.</param>
    /// <exception cref="OperationCanceledException">Stopped before anything was sent.</exception>
    public static async Task<SentSecret> SendAsync(TenantSession session, SecretVerifier verifier, JournaledRun run, RotationPlaces places, RotationEntry entry, SecureString secret, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();

        // Written down before the first request: a run that finds this knows that Auth0 may have heard of the secret.
        entry = run.Note(entry with { EverUnknown = entry.EverUnknown || entry.Phase >= RotationPhase.Applying, Phase = RotationPhase.Applying, AppliesAt = null });
        var change = await SecretChange.SendAsync(session, entry.ClientId, secret, entry.MovesBack ? writer => RevertToClientSecret.WriteMethod(writer, entry.MovedFrom) : null, stop);
        entry = entry with { Attempts = entry.Attempts + change.Attempts };
        if (change.Outcome == ResponseOutcome.Done)
            return new Accepted(entry with { Contradiction = null }, By: null, change.Echo, change.Application);
        if (change.Outcome == ResponseOutcome.Refused && !entry.EverUnknown)
            return new NotLive(entry with { Spent = entry.Fingerprint }, change.Failure!);

        entry = run.Note(entry with { EverUnknown = true, Contradiction = change.Echo == false ? change.Failure!.Message : entry.Contradiction });
        var finals = places.Held.Finals.Where(final => !SecureStrings.AreEqual(final, secret)).ToList();
        return await verifier.FindAsync(entry.ClientId, secret, finals, stop) switch
        {
            LiveSecret.Known known when SecureStrings.AreEqual(known.Secret, secret) => new Accepted(entry, known.By, Echo: null, Application: null),

            // Where no entry holds a secret yet, the live one is the previous one, which nobody here kept.
            LiveSecret.Known known when finals.Count == 0 || finals.Exists(final => SecureStrings.AreEqual(final, known.Secret)) => new NotLive(entry with { Spent = entry.Fingerprint }, change.Failure!),
            LiveSecret.Known known => new Foreign(entry, known.Secret),
            LiveSecret.NotInUse when entry.MovesBack => new NotLive(entry with { Spent = entry.Fingerprint }, change.Failure!),
            LiveSecret.NotInUse other => new NotInUse(entry, other.Method),
            LiveSecret.AnotherOne => new Unknown(run.Note(entry with { Contradiction = "The token endpoint refuses the new secret." }), change.Failure!),
            _ => new Unknown(entry, change.Failure!),
        };
    }

    /// <summary>The new secret is live: Auth0 said so, or it was proven.</summary>
    internal sealed record Accepted(RotationEntry Entry, RotationVerification? By, bool? Echo, Auth0Application? Application) : SentSecret(Entry);

    /// <summary>The previous one is live: every attempt was refused, or it was proven.</summary>
    internal sealed record NotLive(RotationEntry Entry, Auth0Exception Failure) : SentSecret(Entry);

    /// <summary>Neither of the two is live; this third one is, which Auth0 shows.</summary>
    internal sealed record Foreign(RotationEntry Entry, SecureString Live) : SentSecret(Entry);

    /// <summary>No client secret is in use: the application proves itself in another way.</summary>
    internal sealed record NotInUse(RotationEntry Entry, string Method) : SentSecret(Entry);

    /// <summary>It is not known which secret is live.</summary>
    internal sealed record Unknown(RotationEntry Entry, Auth0Exception Failure) : SentSecret(Entry);
}
