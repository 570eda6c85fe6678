namespace Auth0Ps.Diagnostics;

/// <summary>The permissions each purpose needs, and how many requests it takes at the least.</summary>
internal static class PurposeScopes
{
    public static IReadOnlyList<string> Required(ConnectionPurpose purpose) => purpose switch
    {
        ConnectionPurpose.SecretRotation => ["read:clients", "update:client_keys"],
        ConnectionPurpose.KeyRotation =>
            ["read:clients", "update:client_credentials", "create:client_credentials", "read:client_credentials", "delete:client_credentials"],
        ConnectionPurpose.Vault => ["read:clients", "read:client_keys"],
        _ => [],
    };

    /// <summary>The Management API requests of one use.</summary>
    public static int RequestsOf(ConnectionPurpose purpose) => purpose switch
    {
        ConnectionPurpose.SecretRotation => 3,
        ConnectionPurpose.KeyRotation => 5,
        _ => 1,
    };

    /// <summary>Permissions that are not required, with what is better when they are granted.</summary>
    public static IReadOnlyList<(string Scope, string Benefit)> Helpful(ConnectionPurpose purpose) => purpose switch
    {
        ConnectionPurpose.SecretRotation =>
        [
            ("read:client_keys", "rotations can be proven by reading the new secret back"),
            ("read:client_grants", "rotations can be proven by a token with the new secret"),
        ],
        ConnectionPurpose.Vault => [("update:client_keys", "Set-Secret can write")],
        _ => [],
    };
}
