using System.Security;
using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation;

/// <summary>Words what became of a rotation into a vault.</summary>
/// <param name="connection">The connection it goes through.</param>
/// <param name="target">What is rotated.</param>
internal sealed class RotationReport(Auth0Connection connection, RotationTarget target)
{
    private readonly Guid _job = Guid.NewGuid();

    public SecretRotation Skipped(string why) => Result(RotationStatus.Skipped, $"Left alone: {why}.");

    // Of a vault that cannot be read nobody knows whether it still has the secret that is live.
    private string WhatStands(Auth0Exception cause) =>
        target.CredentialType != CredentialType.ClientSecret ? "Nothing changed for those who sign in"
        : cause.Reason is ErrorReason.VaultUnavailable or ErrorReason.VaultReadFailed ? "Nothing changed at Auth0"
        : "Nothing changed, the old secret is live";

    public SecretRotation Failed(Auth0Exception cause, int attempts) => Result(
        RotationStatus.Failed,
        $"{WhatStands(cause)}: {cause.Message}") with
    {
        Attempts = attempts,
        Failure = cause,
    };

    /// <summary>For what kept it from looking how the client stands.</summary>
    public SecretRotation NotBegun(Auth0Exception cause) => Result(RotationStatus.Failed, $"This run changed nothing: {cause.Message}") with { Failure = cause };

    public SecretRotation Interrupted(string message, Auth0Exception? cause) => Result(RotationStatus.Interrupted, message) with
    {
        Failure = new Auth0Exception(
            ErrorReason.RotationInterrupted,
            $"The rotation of '{target.ApplicationName ?? target.Name}' ({target.ClientId}) is interrupted: {message}",
            cause is { Reason: ErrorReason.RotationInterrupted, RecommendedAction: { Length: > 0 } action } ? action : $"Resume-Auth0SecretRotation -Name {target.Name}",
            cause)
        { Target = target.ClientId, StatusCode = cause?.StatusCode, ErrorCode = cause?.ErrorCode, RequestId = cause?.RequestId },
    };

    /// <summary>Why it broke off after Auth0 may have heard of the secret, and where the live one is then.</summary>
    public static string WhereLive(RotationEntry entry, Auth0Exception cause)
    {
        var final = entry.Mapping.SecretEntry;
        if (entry.CredentialType == CredentialType.PrivateKeyJwt)
        {
            return entry.Phase >= RotationPhase.Promoted
                ? $"The key in use is '{final}' in vault '{entry.Vault}'. {cause.Message}"
                : $"'{final}' in vault '{entry.Vault}' holds the key in use, as far as there was one; the new one is '{entry.Mapping.PendingEntry}'. {cause.Message}";
        }

        return entry.Phase >= RotationPhase.Promoted
            ? $"The secret that is live now is '{final}' in vault '{entry.Vault}'. {cause.Message}"
            : $"The secret that is live now is '{SecretsMapping.PendingName(final)}' or '{final}' in vault '{entry.Vault}'. {cause.Message}";
    }

    public SecretRotation Succeeded(RotationVerification verifiedBy, DateTimeOffset at, int attempts, SecureString secret) => Result(
        RotationStatus.Succeeded,
        verifiedBy switch
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
        NewSecret = target.ReturnsSecret ? secret.Copy() : null,
    };

    /// <summary>A new private key is in use.</summary>
    public SecretRotation Introduced(RotationVerification verifiedBy, DateTimeOffset at, RotationEntry entry)
    {
        var proof = verifiedBy == RotationVerification.Token ? "a token was issued for the new key" : "Auth0 shows the new key in use";
        var before = entry.Keys.FirstOrDefault(key => key.State == RotationKeyState.Previous) is { RetiresAt: { } until }
            ? $" The one before works until {until.UtcDateTime:u}."
            : "";
        var foreign = entry.Keys.FirstOrDefault(key => key is { State: RotationKeyState.Foreign, RetiresAt: null });
        var note = foreign is null ? "" : $" The key {foreign.KeyId ?? foreign.CredentialId}, which was not made here, goes on working.";
        return Result(RotationStatus.Succeeded, $"Rotated; {proof}.{before}{note}") with
        {
            VerifiedBy = verifiedBy,
            RotatedAt = at,
            Attempts = entry.Attempts,
            KeyId = entry.Fingerprint,
        };
    }

    /// <summary>Keys whose overlap had ended are gone.</summary>
    public SecretRotation Retired(IReadOnlyList<Auth0RotationKey> gone) => Result(
        RotationStatus.Succeeded,
        $"The overlap has ended: {string.Join(", ", gone.Select(key => key.KeyId ?? key.CredentialId))} is detached and deleted. No new key was due.");

    public Auth0SecretRotationRecord ToRecord(SecretRotation rotation, DateTimeOffset now) => new()
    {
        Name = target.Name,
        ClientId = target.ClientId,
        At = now,
        JobId = rotation.JobId,
        Status = rotation.Status,
        Phase = rotation.Phase,
        VerifiedBy = rotation.VerifiedBy,
        Attempts = rotation.Attempts,
        Message = rotation.Message,
        Host = Environment.MachineName,
    };

    private SecretRotation Result(RotationStatus status, string message) => new()
    {
        Application = new Auth0Application { ClientId = target.ClientId, Name = target.ApplicationName ?? target.Name, Connection = connection },
        Name = target.Name,
        Vault = target.Vault,
        SecretNames = target.Mapping.Names,
        CredentialType = target.CredentialType,
        Status = status,
        Phase = RotationPhase.None,
        JobId = _job,
        Message = message,
    };
}
