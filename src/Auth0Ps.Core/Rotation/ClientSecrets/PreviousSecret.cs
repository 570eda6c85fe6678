using System.Security;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation.ClientSecrets;

/// <summary>The secret before the present one, which an undo makes live again.</summary>
internal static class PreviousSecret
{
    /// <summary>Refuses an undo where it is known without the vault that there is nothing to undo.</summary>
    /// <param name="former">The client's last run; null when none is known.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.NothingToUndo"/>, and what to do.</exception>
    public static void RequireUndoable(RotationTarget target, RotationEntry? former)
    {
        if (target.Kind.WorksBesidePrevious || former is { IsOpen: false, Kind.WorksBesidePrevious: true })
            throw Nothing(target.Name, $"Rotation '{target.Name}' is of private keys, of which the previous one works until its overlap has ended.", $"Rotate for another key: {RotationCommands.Of(target)}");
        if (former is { Status: RotationStatus.Announced, AppliesAt: { } at })
            throw Nothing(target.Name, $"The next secret of '{target.Name}' is announced, and becomes live after {at.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC; until that is over there is nothing to undo.", $"Make it live first: Resume-Auth0SecretRotation -Name {target.Name} -Force");
        if (former is { IsOpen: true })
            throw Nothing(target.Name, $"A run of '{target.Name}' is interrupted, and which secret is live is not settled.", $"Finish it first: Resume-Auth0SecretRotation -Name {target.Name}");
        if (former is { IsUndone: true })
            throw Nothing(target.Name, $"The last rotation of '{target.Name}' was undone already; '{target.Mapping.PreviousEntry}' holds the secret that was undone.", $"Rotate for a new secret: {RotationCommands.Of(target)}");
    }

    /// <summary>Refuses an undo where a value waits that may be live: an undo would write over it.</summary>
    /// <param name="place">Where it waits.</param>
    public static Auth0Exception Waits(RotationEntry entry, VaultSecretPlace place) => Nothing(
        entry.Name,
        $"A secret waits as '{place.Next}' in vault '{place.Vault}' of which no run knows, and it may be the live one.",
        $"Settle that first: {RotationCommands.Of(entry)}");

    /// <summary>The value to make live again.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.NothingToUndo"/>: there is none.</exception>
    public static async Task<SecureString> ReadAsync(RotationEntry entry, RotationPlaces places)
    {
        var previous = await places.Main.ReadPreviousAsync();
        if (previous is null)
            throw None("is not there");
        return SecureStrings.AreEqual(previous.Secret, places.Held.Main.Final) ? throw None($"holds the same as '{places.Main.Name}'") : previous.Secret.Copy();

        Auth0Exception None(string why) => Nothing(
            entry.Name,
            $"There is no previous secret of '{entry.Name}': the entry '{places.Main.Previous}' in vault '{places.Main.Vault}' {why}.",
            entry.RotationId is null ? $"Rotate for a new secret: {RotationCommands.Of(entry)}" : $"Have it kept from the next rotation on: Set-Auth0SecretRotation {entry.Name} -KeepPrevious. For a new secret: {RotationCommands.Of(entry)}");
    }

    private static Auth0Exception Nothing(string target, string message, string action) => new(ErrorReason.NothingToUndo, message, action) { Target = target };
}
