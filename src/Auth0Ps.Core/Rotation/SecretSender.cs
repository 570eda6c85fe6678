using System.Security;
using Auth0Ps.Http;
using Auth0Ps.Management;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Rotation.Keys;

namespace Auth0Ps.Rotation;

/// <summary>Sends a staged secret to Auth0 and judges what came of it, over all attempts that were ever made with it.</summary>
/// <param name="session">The tenant.</param>
/// <param name="verifier">Finds out which secret is live.</param>
internal sealed class SecretSender(TenantSession session, SecretVerifier verifier)
{
    /// <exception cref="OperationCanceledException">Stopped before anything was sent.</exception>
    public async Task<SentSecret> SendAsync(JournaledRun run, RotationEntry entry, SecureString secret, CancellationToken stop)
    {
        stop.ThrowIfCancellationRequested();

        // Written down before the first request: whoever finds this knows that Auth0 may have heard of the secret.
        entry = run.Note(entry with { EverUnknown = entry.EverUnknown || entry.Phase >= RotationPhase.Applying, Phase = RotationPhase.Applying });
        var change = await SecretChange.SendAsync(session, entry.ClientId, secret, entry.MovesBack ? writer => KeyFarewell.WriteMethod(writer, entry.MovedFrom) : null, stop);
        entry = entry with { Attempts = entry.Attempts + change.Attempts };
        switch (change.Outcome)
        {
            case ResponseOutcome.Done:
                return new(entry, IsLive: true, change);
            case ResponseOutcome.Refused when !entry.EverUnknown:
                return new(entry, IsLive: false, change);
            default:
                entry = run.Note(entry with { EverUnknown = true });
                return new(entry, await IsLiveAsync(entry.ClientId, secret, change.Outcome == ResponseOutcome.Refused, stop), change);
        }
    }

    /// <summary>After an outcome that is not known, or a refusal that may not count; null when it stays unknown.</summary>
    private async Task<bool?> IsLiveAsync(string clientId, SecureString secret, bool isRefusal, CancellationToken stop)
    {
        try
        {
            var application = await new ApplicationDirectory(session).GetAsync(clientId, stop);

            // Only a refusal that comes last proves that no attempt is still on its way; without one a no would not be believed.
            return isRefusal ? await verifier.IsLiveAsync(application, secret, stop)
                : await verifier.IsProvenAsync(application, secret, stop) ? true
                : null;
        }
        catch (Exception exception) when (exception is Auth0Exception or OperationCanceledException)
        {
            // What cannot be asked, or not any more, stays unknown, and the secret staged.
            return null;
        }
    }
}

/// <summary>What sending came to.</summary>
/// <param name="Entry">The journal's entry after it.</param>
/// <param name="IsLive">Whether the new secret is the live one; null when that is not known.</param>
/// <param name="Change">What was sent and answered.</param>
internal sealed record SentSecret(RotationEntry Entry, bool? IsLive, SecretChange Change);
