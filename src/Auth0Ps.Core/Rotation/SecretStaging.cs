using System.Security;
using Auth0Ps.Management;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation;

/// <summary>Settles with which secret a rotation goes on: a staged one that was left behind, or a new one. Never a second one while one is staged.</summary>
/// <param name="places">The vaults' entries.</param>
/// <param name="key">The fingerprints' key.</param>
/// <param name="session">The tenant.</param>
/// <param name="verifier">Finds out which secret is live.</param>
internal sealed class SecretStaging(RotationPlaces places, SecureString key, TenantSession session, SecretVerifier verifier)
{
    /// <summary>Goes on with an interrupted rotation.</summary>
    /// <param name="entry">What the journal says of it.</param>
    /// <param name="note">Writes the journal.</param>
    public async Task<Job> TakeUpAsync(RotationEntry entry, Func<RotationEntry, RotationEntry> note)
    {
        var pending = await places.Main.ReadPendingAsync();
        if (pending is not null)
        {
            return IsOf(entry, pending.Secret)
                ? new Job(entry, pending.Secret)
                : Job.Stuck(entry, Problem(
                    entry,
                    $"The pending entry '{places.Main.Pending}' in vault '{places.Main.Vault}' holds another secret than the one that this rotation made, so it is not sent.",
                    $"Put the right one back, or remove the entry; then type: Resume-Auth0SecretRotation -Name {entry.Name}"));
        }

        if (entry.Phase < RotationPhase.Applying)
        {
            // Nothing came of it: there is no secret, and Auth0 has not heard of one.
            var secret = Fresh();
            return new Job(note(Intended(entry, secret)), secret);
        }

        var final = await places.Main.ReadFinalAsync();
        if (final is not null && IsOf(entry, final.Secret))
            return new Job(entry with { Phase = entry.Phase < RotationPhase.Promoted ? RotationPhase.Applying : entry.Phase }, final.Secret);
        return await WithoutPendingAsync(entry, final?.Secret);
    }

    /// <summary>Begins a rotation; a pending entry that no journal tells of is looked at first.</summary>
    /// <param name="entry">The new rotation.</param>
    /// <param name="former">The client's last rotation; null when none is known.</param>
    /// <param name="force">True overwrites entries of others.</param>
    /// <param name="note">Writes the journal.</param>
    /// <param name="stop">Ends it.</param>
    public async Task<Job> BeginAsync(RotationEntry entry, RotationEntry? former, bool force, Func<RotationEntry, RotationEntry> note, CancellationToken stop)
    {
        await places.RequireOwnAsync(entry, former, force);
        if (await places.Main.ReadPendingAsync() is { } pending)
        {
            switch (await IsLiveAsync(entry, pending.Secret, stop))
            {
                case true:
                    // Accepted by Auth0 in a run that nobody remembers: it only has to get its final name.
                    return new Job(note(Intended(entry, pending.Secret) with { Phase = RotationPhase.Applying, EverUnknown = true }), pending.Secret);
                case false:
                    await places.UnstageAsync();
                    break;
                default:
                    return new Job(note(Intended(entry, pending.Secret) with { EverUnknown = true }), pending.Secret);
            }
        }

        stop.ThrowIfCancellationRequested();
        var secret = Fresh();
        return new Job(note(Intended(entry, secret)), secret);
    }

    private static SecureString Fresh() => SecretGenerator.NewClientSecret();

    private RotationEntry Intended(RotationEntry entry, SecureString secret) =>
        entry with { Phase = RotationPhase.Intended, Fingerprint = Fingerprint.Of(secret, entry.ClientId, key) };

    private bool IsOf(RotationEntry entry, SecureString secret) => Fingerprint.Of(secret, entry.ClientId, key) == entry.Fingerprint;

    /// <summary>The pending entry was taken away: only a final one that is proven live shows that nothing is lost.</summary>
    private async Task<Job> WithoutPendingAsync(RotationEntry entry, SecureString? final)
    {
        var where = $"'{places.Main.Pending}' is gone from vault '{places.Main.Vault}', although Auth0 may have heard of the secret in it";
        if (final is not null && await IsProvenAsync(entry, final))
            return Job.Over(entry, Problem(entry, $"{where}. The entry '{places.Main.Name}' holds the live secret, so nothing is lost.", $"Rotate again: Invoke-Auth0SecretRotation -Name {entry.Name}"));

        return Job.Lost(entry, Problem(
            entry,
            $"{where}, and whether '{places.Main.Name}' holds the live one cannot be proven.",
            $"Put the entry back if you have it; else make a new secret: Invoke-Auth0SecretRotation -Name {entry.Name} -Force"));
    }

    private static Auth0Exception Problem(RotationEntry entry, string message, string action) =>
        new(ErrorReason.RotationInterrupted, message, action) { Target = entry.ClientId };

    private async Task<bool?> IsLiveAsync(RotationEntry entry, SecureString secret, CancellationToken stop)
    {
        try
        {
            return await verifier.IsLiveAsync(await new ApplicationDirectory(session).GetAsync(entry.ClientId, stop), secret, stop);
        }
        catch (Auth0Exception)
        {
            return null;
        }
    }

    private async Task<bool> IsProvenAsync(RotationEntry entry, SecureString secret)
    {
        try
        {
            return await verifier.IsProvenAsync(await new ApplicationDirectory(session).GetAsync(entry.ClientId, CancellationToken.None), secret, CancellationToken.None);
        }
        catch (Auth0Exception)
        {
            return false;
        }
    }

    /// <summary>A rotation with its secret, or why it cannot go on.</summary>
    /// <param name="Entry">The journal's entry.</param>
    /// <param name="Secret">The secret; null when it cannot go on.</param>
    internal sealed record Job(RotationEntry Entry, SecureString? Secret)
    {
        /// <summary>Why it cannot go on; null when it can.</summary>
        public Auth0Exception? Problem { get; private init; }

        /// <summary>True where it ended without a change, and nothing is left to be done of it.</summary>
        public bool IsOver { get; private init; }

        /// <summary>True where its secret is nowhere any more, so that only another one can help, which the user has to want.</summary>
        public bool IsLost { get; private init; }

        public static Job Stuck(RotationEntry entry, Auth0Exception problem) => new(entry, null) { Problem = problem };

        public static Job Over(RotationEntry entry, Auth0Exception problem) => new(entry, null) { Problem = problem, IsOver = true };

        public static Job Lost(RotationEntry entry, Auth0Exception problem) => new(entry, null) { Problem = problem, IsLost = true };
    }
}
