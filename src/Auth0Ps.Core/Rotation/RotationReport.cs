using System.Security;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation;

/// <summary>Words what became of a rotation into a vault.</summary>
/// <param name="connection">The connection it goes through.</param>
/// <param name="target">What is rotated.</param>
internal sealed class RotationReport(Auth0Connection connection, RotationTarget target)
{
    private readonly Guid _job = Guid.NewGuid();

    public RotationOutcome Skipped(string why) => Result(RotationStatus.Skipped, $"Left alone: {why}.");

    public RotationOutcome Failed(Auth0Exception cause, int attempts) => Result(
        RotationStatus.Failed,
        $"{target.Kind.Unchanged(cause)}: {cause.Message}") with
    {
        Attempts = attempts,
        Failure = cause,
    };

    /// <summary>Over without the new secret: another one is live, or none.</summary>
    public RotationOutcome Ended(Auth0Exception cause, int attempts) => Result(RotationStatus.Failed, cause.Message) with { Attempts = attempts, Failure = cause };

    /// <summary>Someone else's secret is live, and consumers find it.</summary>
    /// <param name="notCopied">Why some copies do not have it; null where all do.</param>
    public RotationOutcome Adopted(VaultSecretPlace place, RotationEntry entry, Auth0Exception? notCopied) => Ended(
        new Auth0Exception(
            ErrorReason.RotationFailed,
            $"Auth0 has another secret of '{target.ApplicationName ?? target.Name}' ({target.ClientId}) than the one that this rotation made: it was changed elsewhere, such as in the dashboard. The live one is now '{place.Name}' in vault '{place.Vault}', so nothing is lost.{(notCopied is null ? "" : $" {notCopied.Message}")}",
            $"To have one of this rotation's own: {RotationCommands.Of(target)}")
        { Target = target.ClientId },
        entry.Attempts);

    /// <summary>The same, where the vault could not be written.</summary>
    public RotationOutcome NotAdopted(VaultSecretPlace place, Auth0Exception cause) => Interrupted(
        $"Auth0 has another secret than the one that this rotation made: it was changed elsewhere, such as in the dashboard. The live one could not be put into '{place.Name}' in vault '{place.Vault}': {cause.Message}",
        cause);

    /// <summary>The secret that is live waits in the next entry, because the final one could not be written.</summary>
    public RotationOutcome NotPromoted(VaultSecretPlace place, Auth0Exception cause)
    {
        var message = $"The secret that is live now is '{place.Next}' in vault '{place.Vault}'; it could not be put under its final name '{place.Name}': {cause.Message}";
        return cause.Reason != ErrorReason.VaultReadFailed ? Interrupted(message, cause) : Interrupted(
            message,
            new Auth0Exception(ErrorReason.RotationInterrupted, cause.Message, $"{HeldSecrets.WhatToDo(place)}; then type: Resume-Auth0SecretRotation -Name {target.Name}", cause));
    }

    /// <summary>Only copies are left to be written.</summary>
    /// <param name="own">Where the secret is that is live.</param>
    public RotationOutcome NotCopied(VaultSecretPlace own, RotationEntry entry, Auth0Exception cause)
    {
        var giveUp = $"To give it up: {RotationCommands.Of(entry)} -Force";
        var resume = $"Resume-Auth0SecretRotation -Name {target.Name}";
        return Interrupted(
            $"The new {target.Kind.Name} is live and is '{own.Name}' in vault '{own.Vault}', and is not in every copy. {cause.Message}",
            new Auth0Exception(
                ErrorReason.RotationInterrupted,
                cause.Message,
                $"{(cause.RecommendedAction is { Length: > 0 } action ? $"{action.TrimEnd().TrimEnd('.')}. Then type: {resume}" : resume)}. {giveUp}",
                cause));
    }

    /// <summary>Says of a success which copies have the secret as well, and which do not.</summary>
    /// <param name="failure">Why some do not; null where all do.</param>
    public static RotationOutcome Copied(RotationOutcome result, RotationEntry entry, Auth0Exception? failure)
    {
        var vaults = entry.Copies.Where(static copy => copy.Status == RotationStatus.Succeeded).Select(static copy => $"'{copy.Vault}'").ToList();
        var also = vaults.Count == 0 ? "" : $" Copied to vault {string.Join(", ", vaults)}.";
        return result with { Message = $"{result.Message}{also}{(failure is null ? "" : $" Given up by -Force: {failure.Message}")}" };
    }

    /// <summary>For what kept it from looking the client's state.</summary>
    public RotationOutcome NotBegun(Auth0Exception cause) => Result(RotationStatus.Failed, $"This run changed nothing: {cause.Message}") with { Failure = cause };

    public RotationOutcome Interrupted(string message, Auth0Exception? cause) => Result(RotationStatus.Interrupted, message) with
    {
        Failure = new Auth0Exception(
            ErrorReason.RotationInterrupted,
            $"The rotation of '{target.ApplicationName ?? target.Name}' ({target.ClientId}) is interrupted: {message}",
            ActionAfter(cause),
            cause)
        { Target = target.ClientId, AnswerOf = cause },
    };

    /// <summary>What the cause asks for comes first; resuming without that would meet it again.</summary>
    private string ActionAfter(Auth0Exception? cause)
    {
        var resume = $"Resume-Auth0SecretRotation -Name {target.Name}";
        return cause?.RecommendedAction is not { Length: > 0 } action ? resume
            : cause.Reason == ErrorReason.RotationInterrupted || action.Contains(resume, StringComparison.Ordinal) ? action
            : $"{action.TrimEnd().TrimEnd('.')}. Then type: {resume}";
    }

    /// <summary>Why it broke off after Auth0 may have heard of the secret, and where the live one is then.</summary>
    public static string WhereLive(RotationEntry entry, Auth0Exception cause) => $"{entry.Kind.WhereLive(entry)} {cause.Message}";

    public RotationOutcome Succeeded(RotationVerification verifiedBy, DateTimeOffset at, int attempts, SecureString secret, bool undoes = false) => Result(
        RotationStatus.Succeeded,
        undoes ? $"Undone; the previous secret is live again{(verifiedBy == RotationVerification.None ? ", as far as Auth0's acceptance proves" : "")}, and the one that was live is the previous one." : verifiedBy switch
        {
            RotationVerification.Token => "Rotated; a token was issued for the new secret.",
            RotationVerification.Readback => "Rotated; Auth0 shows the new secret when read again.",
            RotationVerification.Response => "Rotated; Auth0's answer showed the new secret.",
            _ => "Rotated; Auth0 accepted the new secret, and there was no way to check it further.",
        }) with
    {
        VerifiedBy = verifiedBy,
        RotatedAt = at,
        Attempts = attempts,
        NewSecret = target.Options.ReturnsSecret ? secret.Copy() : null,
    };

    /// <summary>The next secret can be read, and is not live yet.</summary>
    /// <param name="entry">The rotation.</param>
    /// <param name="place">Where the next secret is.</param>
    public RotationOutcome Announced(RotationEntry entry, string place) => Result(
        RotationStatus.Announced,
        $"Announced: the next secret is '{place}' in vault '{entry.Vault}', and becomes live with the first run after {entry.AppliesAt!.Value.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. The present one works until then. To make it live at once: Resume-Auth0SecretRotation -Name {target.Name} -Force") with
    {
        Phase = RotationPhase.Announced,
        JobId = entry.JobId,
        AppliesAt = entry.AppliesAt,
        Copies = Auth0SecretCopy.Of(entry),
    };

    /// <summary>A new private key is in use.</summary>
    public RotationOutcome Introduced(RotationVerification verifiedBy, DateTimeOffset at, RotationEntry entry)
    {
        var proof = verifiedBy == RotationVerification.Token ? "a token was issued for the new key" : "Auth0 shows the new key in use";
        var before = entry.Keys.FirstOrDefault(key => key.State == RotationKeyState.Previous) is { RetiresAt: { } until }
            ? $" The previous key works until {until.UtcDateTime:u}."
            : "";
        var foreign = entry.Keys.FirstOrDefault(key => key is { State: RotationKeyState.Foreign, RetiresAt: null });
        var note = foreign is null ? "" : $" The key {foreign.KeyId ?? foreign.CredentialId}, which was not made here, keeps working.";
        return Result(RotationStatus.Succeeded, $"Rotated; {proof}.{before}{note}") with
        {
            VerifiedBy = verifiedBy,
            RotatedAt = at,
            Attempts = entry.Attempts,
            KeyId = entry.Fingerprint,
        };
    }

    /// <summary>Keys whose overlap had ended are gone, or only out of use where something else needs them.</summary>
    /// <param name="gone">The keys.</param>
    /// <param name="isKept">Whether one is still registered.</param>
    public RotationOutcome Retired(IReadOnlyList<Auth0RotationKey> gone, Func<Auth0RotationKey, bool> isKept) => Result(
        RotationStatus.Succeeded,
        $"The overlap has ended: {string.Join(", ", gone.Select(key => $"{key.KeyId ?? key.CredentialId} is detached {(isKept(key) ? "and stays registered for its other use" : "and deleted")}"))}. No new key was due.");

    public Auth0SecretRotationRecord ToRecord(RotationOutcome rotation, DateTimeOffset now) => Auth0SecretRotationRecord.Of(rotation, target.Name, now) with
    {
        RotationId = target.RotationId,
        Origin = target.Options.Origin,
    };

    private RotationOutcome Result(RotationStatus status, string message) => new()
    {
        Application = new Auth0Application { ClientId = target.ClientId, Name = target.ApplicationName ?? target.Name, Connection = connection },
        Name = target.Name,
        Vault = target.Vault,
        SecretNames = target.Mapping.Names,
        Mapping = target.Mapping,
        RotationId = target.RotationId,
        CredentialType = target.CredentialType,
        Status = status,
        Phase = RotationPhase.None,
        JobId = _job,
        Message = message,
    };
}
