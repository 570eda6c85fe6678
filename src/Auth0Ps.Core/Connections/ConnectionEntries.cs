using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.Connections;

/// <summary>The vault entries that were made for a connection.</summary>
/// <param name="state">Knows the vaults.</param>
internal sealed class ConnectionEntries(Auth0State state)
{
    /// <summary>Makes sure that the connection's vault can be used now, if anything has to be cleaned up there.</summary>
    /// <exception cref="Auth0Exception">What the vault says.</exception>
    public async Task RequireUsableAsync(Auth0Connection connection, CancellationToken cancellationToken)
    {
        if (HasOwn(connection))
            await FindAsync(connection, cancellationToken);
    }

    /// <summary>Removes the entry that was made for the connection; one that was there before stays.</summary>
    public async Task RemoveOwnAsync(Auth0Connection connection, CancellationToken cancellationToken)
    {
        if (connection.SecretReference.CreatedForConnection)
            await RemoveAsync(await FindAsync(connection, cancellationToken), connection.SecretReference.SecretName!);
    }

    /// <summary>Removes an entry; nothing may stop this half way, because one that nobody knows of would stay.</summary>
    public static async Task RemoveAsync(ISecretVault vault, string entry)
    {
        await using var entries = await vault.OpenAsync(CancellationToken.None);
        await entries.RemoveAsync(entry, CancellationToken.None);
    }

    private static bool HasOwn(Auth0Connection connection) =>
        connection.SecretReference is { Location: SecretLocation.Vault } place && (place.CreatedForConnection || connection.NeedsLogin);

    private Task<ISecretVault> FindAsync(Auth0Connection connection, CancellationToken cancellationToken) =>
        state.RequireVaults(connection.SecretReference.Vault!).FindAsync(connection.SecretReference.Vault!, cancellationToken);
}
