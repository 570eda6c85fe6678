using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation.Keys;

/// <summary>Settles with which key a rotation goes on: a staged one that was left behind, or a new one. Never a second one while one is staged.</summary>
/// <param name="entries">The vaults' entries.</param>
/// <param name="time">The clock.</param>
internal sealed class KeyStaging(KeyEntries entries, TimeProvider time)
{
    private string Pending => entries.Places.Main.Pending;

    /// <summary>Goes on with an interrupted rotation.</summary>
    public async Task<Job> TakeUpAsync(RotationEntry entry)
    {
        if (await entries.ReadPendingAsync() is { } pending)
        {
            return NewKey.Read(pending.Secret) is { } staged && staged.KeyId == entry.Fingerprint
                ? new Job(entry, staged)
                : new Job(entry, Problem(
                    entry,
                    $"The pending entry '{Pending}' in vault '{entry.Vault}' holds something else than the key that this rotation made, so it is not registered.",
                    $"Put the right one back, or remove the entry; then type: Resume-Auth0SecretRotation -Name {entry.Name}"));
        }

        if (await entries.ReadCurrentAsync() is { } current && current.KeyId == entry.Fingerprint)
            return new Job(entry, current);

        // The key was taken away, or was never written. Nobody can sign with it, so another one harms no one; what Auth0 may have of it goes.
        var lost = new Auth0RotationKey { KeyId = entry.Fingerprint, State = RotationKeyState.Previous, RetiresAt = time.GetUtcNow() };
        return Begin(entry with { Phase = RotationPhase.None, Keys = [.. entry.Keys, lost] }, key: null);
    }

    /// <summary>Begins a rotation; a key that waits under the pending name, though no journal tells of it, is as good as a new one.</summary>
    public async Task<Job> BeginAsync(RotationEntry entry)
    {
        if (await entries.ReadPendingAsync() is not { } pending)
            return Begin(entry, key: null);

        return NewKey.Read(pending.Secret) is { } staged
            ? Begin(entry, staged)
            : new Job(entry, Problem(
                entry,
                $"The entry '{Pending}' in vault '{entry.Vault}' is needed for the new key, and holds something that is no private key.",
                "Look what it is, and move or remove it; nothing was changed."));
    }

    private static Job Begin(RotationEntry entry, NewKey? key)
    {
        var found = key is not null;
        key ??= NewKey.Make(entry.Key!);
        return new Job(entry with { Phase = RotationPhase.Intended, Fingerprint = key.KeyId, EverUnknown = found }, key);
    }

    private static Auth0Exception Problem(RotationEntry entry, string message, string action) =>
        new(ErrorReason.RotationInterrupted, message, action) { Target = entry.ClientId };

    /// <summary>A rotation with its key, or why it cannot go on.</summary>
    /// <param name="Entry">The journal's entry.</param>
    /// <param name="Key">The key; null when it cannot go on.</param>
    /// <param name="Problem">Why it cannot go on; null when it can.</param>
    internal sealed record Job(RotationEntry Entry, NewKey? Key, Auth0Exception? Problem)
    {
        public Job(RotationEntry entry, NewKey key)
            : this(entry, key, Problem: null)
        {
        }

        public Job(RotationEntry entry, Auth0Exception problem)
            : this(entry, Key: null, problem)
        {
        }
    }
}
