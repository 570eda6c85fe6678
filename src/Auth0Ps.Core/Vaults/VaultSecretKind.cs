
namespace Auth0Ps.Vaults;

/// <summary>The kinds of secrets that an entry can hold.</summary>
internal enum VaultSecretKind
{
    /// <summary>Only a secret.</summary>
    Secret,

    /// <summary>A user name with its secret.</summary>
    Credential,
}
