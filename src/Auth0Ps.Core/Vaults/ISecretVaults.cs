
namespace Auth0Ps.Vaults;

/// <summary>The vaults that can be named on this machine.</summary>
internal interface ISecretVaults
{
    /// <summary>Finds a vault by its name and makes sure that it can be used, without asking anybody anything.</summary>
    /// <param name="name">The name it is registered under, in any case.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.VaultNotFound"/>, <see cref="ErrorReason.VaultLocked"/> or <see cref="ErrorReason.VaultUnavailable"/>: what to
    /// type so that it can.
    /// </exception>
    Task<ISecretVault> FindAsync(string name, CancellationToken cancellationToken);
}
