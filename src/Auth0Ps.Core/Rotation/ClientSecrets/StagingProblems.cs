using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation.ClientSecrets;

/// <summary>Says why it is not known with which secret a rotation continues, and what to do.</summary>
internal static class StagingProblems
{
    /// <summary>An application has no client secret in use any more.</summary>
    public static Auth0Exception NotInUse(RotationEntry entry, string method) => Of(
        entry,
        $"The application '{entry.ApplicationName ?? entry.ClientId}' signs in with {method} now, so no client secret of it is in use, and none was sent. Both entries stay as they are.",
        $"{(entry.RotationId is null ? "Set" : $"Remove the rotation, Remove-Auth0SecretRotation -Name {entry.Name}; or set")} the application back to a client secret in the dashboard, and rotate again.");

    /// <summary>Next entries hold different secrets, of which each may be the live one.</summary>
    public static Auth0Exception Several(RotationEntry entry, HeldSecrets held)
    {
        var names = held.All.Where(at => !at.IsSettled).Select(at => $"'{at.Place.Next}' in vault '{at.Place.Vault}'");
        return Of(
            entry,
            $"Secrets wait in {string.Join(" and ", names)} that differ, and which of them is live, if any, cannot be proven, so none is overwritten.",
            $"Remove what is of no use, and rotate again. Or have the first one made live: {ByForce(entry)}");
    }

    /// <summary>The secret that the rotation made is not to be recognised, and which secret is live cannot be proven.</summary>
    /// <param name="what">What was found.</param>
    /// <param name="isGone">True where the next entry holds nothing.</param>
    /// <param name="isKeyMissing">True where the fingerprints' key is gone.</param>
    /// <param name="isUnheard">True where Auth0 was never sent the secret.</param>
    public static Auth0Exception Unknown(RotationEntry entry, VaultSecretPlace main, string what, bool isGone, bool isKeyMissing, bool isUnheard) =>
        isGone ? Of(entry, $"{what}, and whether '{main.Name}' holds the live one cannot be proven.", $"Put the entry back if you have it; else make a new secret: {ByForce(entry)}")
        : isKeyMissing ? Of(entry, $"{what}, and which secret is live cannot be proven.", $"Put '{Fingerprint.KeyEntry}' back if you have it, and type: Resume-Auth0SecretRotation -Name {entry.Name}. Else let Auth0 take the secret in '{main.Next}': {ByForce(entry)}")
        : Of(entry, isUnheard ? $"{what}." : $"{what}, and which secret is live cannot be proven.", $"Put the right one back, and type: Resume-Auth0SecretRotation -Name {entry.Name}. Else have the one in '{main.Name}' made live, and a new one after it: {ByForce(entry)}");

    /// <summary>What makes the rotation continue although it is not known.</summary>
    public static string ByForce(RotationEntry entry) => $"{RotationCommands.Of(entry)} -Force";

    /// <summary>Any other reason.</summary>
    public static Auth0Exception Of(RotationEntry entry, string message, string action) =>
        new(ErrorReason.RotationInterrupted, message, action) { Target = entry.ClientId };
}
