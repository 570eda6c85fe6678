using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation;

/// <summary>What a user types to have something rotated: a saved rotation by its name, an ad hoc one by its client id and vault.</summary>
internal static class RotationCommands
{
    public static string Of(RotationEntry entry) => Of(entry.RotationId, entry.Name, entry.ClientId, entry.Vault, entry.CredentialType);

    public static string Of(RotationTarget target) => Of(target.RotationId, target.Name, target.ClientId, target.Vault, target.CredentialType);

    private static string Of(Guid? rotationId, string name, string clientId, string vault, CredentialType type) =>
        rotationId is not null
            ? $"Invoke-Auth0SecretRotation -Name {name}"
            : $"Invoke-Auth0SecretRotation -ClientId {clientId} -Vault {Quoted(vault)}{(CredentialKind.Of(type).IsKey ? " -CredentialType PrivateKeyJwt" : "")}";

    private static string Quoted(string text) =>
        text.All(static letter => char.IsAsciiLetterOrDigit(letter) || letter is '-' or '_' or '.') ? text : $"'{text.Replace("'", "''", StringComparison.Ordinal)}'";
}
