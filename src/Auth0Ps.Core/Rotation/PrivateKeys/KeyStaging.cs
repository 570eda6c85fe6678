using System.Security.Cryptography;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>Settles with which key a rotation continues: a staged one that was left behind, or a new one. Never a second one while one is staged.</summary>
/// <param name="entries">The vaults' entries.</param>
/// <param name="make">Makes a key of so many bits; .NET does when null.</param>
internal sealed class KeyStaging(KeyEntries entries, TimeProvider time, Func<int, RSA>? make)
{
    private string Next => entries.Places.Main.Next;

    /// <summary>Continues an interrupted rotation.</summary>
    public async Task<Job> TakeUpAsync(RotationEntry entry)
    {
        var current = await entries.ReadCurrentAsync();
        if (await entries.ReadNextAsync() is { } waiting)
        {
            var staged = NewKey.Read(waiting.Secret);
            if (staged is not null && staged.KeyId == entry.Fingerprint)
                return new Job(entry, staged);
            if (staged is null || !IsOver(staged, current, entry))
            {
                return new Job(entry, Problem(
                    entry,
                    $"The entry '{Next}' in vault '{entry.Vault}' holds something else than the key that this rotation made, so it is not registered.",
                    $"Put the right one back, or remove the entry; then type: Resume-Auth0SecretRotation -Name {entry.Name}"));
            }
        }

        if (current is not null && current.KeyId == entry.Fingerprint)
            return new Job(entry, current);

        // The key was taken away, or was never written. Nobody can sign with it, so another one harms no one; what Auth0 may have of it goes.
        var lost = new Auth0RotationKey { KeyId = entry.Fingerprint, State = RotationKeyState.Previous, RetiresAt = time.GetUtcNow() };
        return Begin(entry with { Phase = RotationPhase.None, Keys = [.. entry.Keys, lost] }, key: null);
    }

    /// <summary>Begins a rotation; a key that waits in the next entry, though no journal mentions it, is as good as a new one.</summary>
    public async Task<Job> BeginAsync(RotationEntry entry, RotationEntry? former)
    {
        // A version before this one used another name, and may have left a key there.
        var waiting = await entries.ReadNextAsync() ?? (former is { NextSuffix: not null } ? null : await entries.ReadFormerNextAsync());
        if (waiting is null)
            return Begin(entry, key: null);
        if (NewKey.Read(waiting.Secret) is not { } staged)
        {
            return new Job(entry, Problem(
                entry,
                $"The entry '{Next}' in vault '{entry.Vault}' is needed for the new key, and holds something that is no private key.",
                "Look what it is, and move or remove it; nothing was changed."));
        }

        // The key that is in use already, one that was, or one that Auth0 refused: the next rotation overwrites it.
        return IsOver(staged, await entries.ReadCurrentAsync(), entry) || (await entries.ReadPreviousAsync())?.KeyId == staged.KeyId
            ? Begin(entry with { Spent = staged.KeyId }, key: null)
            : Begin(entry, staged);
    }

    private static bool IsOver(NewKey staged, NewKey? current, RotationEntry entry) => staged.KeyId == current?.KeyId || staged.KeyId == entry.Spent;

    private Job Begin(RotationEntry entry, NewKey? key)
    {
        var found = key is not null;
        key ??= NewKey.Make(entry.Key!, make);
        return new Job(entry with { Phase = RotationPhase.Intended, Fingerprint = key.KeyId, EverUnknown = found }, key);
    }

    private static Auth0Exception Problem(RotationEntry entry, string message, string action) =>
        new(ErrorReason.RotationInterrupted, message, action) { Target = entry.ClientId };

    /// <summary>A rotation with its key, or why it cannot continue.</summary>
    /// <param name="Key">The key; null when it cannot continue.</param>
    /// <param name="Problem">Why it cannot continue; null when it can.</param>
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
