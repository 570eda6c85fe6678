using System.Security;
using Auth0Ps.Security;

namespace Auth0Ps.Vaults;

/// <summary>What a vault entry holds: a secret, or a user name with its secret.</summary>
internal sealed class VaultSecret
{
    /// <summary>Only a secret.</summary>
    /// <param name="secret">The secret; not copied.</param>
    public VaultSecret(SecureString secret) => Secret = secret;

    /// <summary>A credential.</summary>
    /// <param name="userName">The user name; for an Auth0 application its client id.</param>
    /// <param name="secret">The secret; not copied.</param>
    public VaultSecret(string userName, SecureString secret)
        : this(secret) =>
        UserName = userName;

    /// <summary>What it is.</summary>
    public VaultSecretKind Kind => UserName is null ? VaultSecretKind.Secret : VaultSecretKind.Credential;

    /// <summary>The user name; null where there is only a secret.</summary>
    public string? UserName { get; }

    /// <summary>The secret.</summary>
    public SecureString Secret { get; }

    /// <summary>Compares user names, and secrets in constant time.</summary>
    /// <param name="other">The other; null equals nothing.</param>
    public bool HoldsSameAs(VaultSecret? other) =>
        other is not null
        && string.Equals(UserName, other.UserName, StringComparison.Ordinal)
        && SecureStrings.AreEqual(Secret, other.Secret);
}
