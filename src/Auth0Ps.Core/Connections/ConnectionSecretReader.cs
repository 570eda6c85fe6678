using Auth0Ps.OAuth;
using Auth0Ps.OAuth.Keys;
using Auth0Ps.Security;
using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.Connections;

/// <summary>Fetches what proves a connection's application from wherever it is kept.</summary>
/// <param name="state">Knows what this process keeps, and the vaults.</param>
internal sealed class ConnectionSecretReader(Auth0State state)
{
    /// <summary>Fetches it; the caller lets go of it as soon as possible.</summary>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.SecretUnavailable"/>, <see cref="ErrorReason.InvalidPrivateKey"/>, or what the vault says.
    /// </exception>
    public async Task<ConnectionSecret> FetchAsync(Auth0Connection connection, CancellationToken cancellationToken)
    {
        var kept = state.Connections.SecretOf(connection);
        var reference = connection.SecretReference;
        if (connection.TokenEndpointAuthMethod == ClientAuthenticationResolver.NoMethod)
            return ConnectionSecret.None;

        switch (reference.Location)
        {
            case SecretLocation.Environment:
                return ConnectionSecret.OfClient(EnvironmentSecret.Require(reference.Variable!, connection.Name));
            case SecretLocation.KeyFile:
                using (var key = PrivateKeyReader.FromFile(reference.Path!, kept.KeyPassphrase))
                    return ConnectionSecret.OfKey(PrivateKeyText.Of(key));
            case SecretLocation.Vault:
                return await FromVaultAsync(connection, cancellationToken);
            default:
                return kept.PrivateKey is null && kept.ClientSecret is null ? throw Unavailable(connection) : kept;
        }
    }

    /// <summary>Opens what the token endpoint is to be shown.</summary>
    /// <exception cref="Auth0Exception">As for <see cref="FetchAsync"/>.</exception>
    public async Task<ClientAuthentication> OpenAsync(Auth0Connection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        if (connection.SecretReference is { Location: SecretLocation.KeyFile, Path: { } path })
        {
            var passphrase = state.Connections.SecretOf(connection).KeyPassphrase;
            return Signing(() => PrivateKeyReader.FromFile(path, passphrase));
        }

        var secret = await FetchAsync(connection, cancellationToken);
        if (secret.PrivateKey is { } key)
        {
            // A thumbprint belongs to a key: the entry's may be newer than what the connection was told.
            return connection is { SecretReference.Location: SecretLocation.Vault, KeyId: { } keyId } && KeyThumbprint.IsOne(keyId)
                ? SigningWith(connection, key, connection.KeyAlgorithm, time)
                : Signing(() => PrivateKeyReader.FromText(key, secret.KeyPassphrase));
        }

        return secret.ClientSecret is { } text ? new ClientSecretPost(connection.ClientId, text) : new PublicClient(connection.ClientId);

        PrivateKeyJwt Signing(Func<System.Security.Cryptography.RSA> open) => new(
            connection.ClientId,
            connection.Address.BaseUri.AbsoluteUri,
            open,
            connection.KeyAlgorithm ?? PrivateKeyAlgorithm.RS256,
            connection.KeyId,
            time);
    }

    /// <summary>
    /// What waits in the vault while the connection's own secret is being rotated; null when none does. It may be the live one already:
    /// a run was killed between Auth0's acceptance and its last write. The journal is not asked, as it may have been lost with that run.
    /// </summary>
    public async Task<ClientAuthentication?> OpenNextAsync(Auth0Connection connection, TimeProvider time, CancellationToken cancellationToken)
    {
        if (connection.SecretReference is not { Location: SecretLocation.Vault, Vault: { } name, SecretName: { } entry })
            return null;

        var vault = await state.RequireVaults(name).FindAsync(name, cancellationToken);
        if (connection.TokenEndpointAuthMethod == ClientAuthenticationResolver.KeyMethod)
        {
            // The final entry may hold the new key already while the connection still names the algorithm of the previous key.
            var staged = await ReadNextAsync(vault, entry, cancellationToken) ?? await vault.ReadAsync(entry, cancellationToken);
            var algorithm = JournaledAlgorithm(connection) ?? connection.KeyAlgorithm;
            return staged is not null && VaultEntryKind.IsKey(staged) ? SigningWith(connection, staged.Secret, algorithm, time) : null;
        }

        return await ReadNextAsync(vault, entry, cancellationToken) is { } next
            ? new ClientSecretPost(connection.ClientId, next.Secret)
            : null;
    }

    /// <summary>The next value, under the name of this version or of the previous one; null when no entry of those names differs from the present one.</summary>
    private static async Task<VaultSecret?> ReadNextAsync(ISecretVault vault, string entry, CancellationToken cancellationToken)
    {
        var present = await vault.ReadAsync(entry, cancellationToken);
        foreach (var name in new[] { SecretsMapping.NextName(entry), SecretsMapping.FormerNextName(entry) })
        {
            if (await vault.ReadAsync(name, cancellationToken) is { } next && !SecureStrings.AreEqual(next.Secret, present?.Secret))
                return next;
        }

        return null;
    }

    /// <summary>The same for a connection that is not kept yet.</summary>
    internal static ConnectionSecret Of(VaultSecret entry) => VaultEntryKind.IsKey(entry) ? ConnectionSecret.OfKey(entry.Secret) : ConnectionSecret.OfClient(ClientSecretText.Trimmed(entry.Secret));

    private static PrivateKeyJwt SigningWith(Auth0Connection connection, System.Security.SecureString pem, PrivateKeyAlgorithm? algorithm, TimeProvider time)
    {
        using var key = PrivateKeyReader.FromText(pem, passphrase: null);
        return new PrivateKeyJwt(
            connection.ClientId,
            connection.Address.BaseUri.AbsoluteUri,
            () => PrivateKeyReader.FromText(pem, passphrase: null),
            algorithm ?? PrivateKeyAlgorithm.RS256,
            KeyThumbprint.Of(key),
            time);
    }

    /// <summary>A journal that cannot be read keeps no connection from signing in.</summary>
    private PrivateKeyAlgorithm? JournaledAlgorithm(Auth0Connection connection)
    {
        try
        {
            return state.Journal.Find(state.Connections.Client(connection, connection.ClientId))?.Key?.Algorithm;
        }
        catch (Auth0Exception)
        {
            return null;
        }
    }

    private async Task<ConnectionSecret> FromVaultAsync(Auth0Connection connection, CancellationToken cancellationToken)
    {
        var reference = connection.SecretReference;
        var vault = await state.RequireVaults(reference.Vault!).FindAsync(reference.Vault!, cancellationToken);
        var entry = await vault.ReadAsync(reference.SecretName!, cancellationToken)
            ?? throw new Auth0Exception(
                ErrorReason.SecretUnavailable,
                $"Vault '{reference.Vault}' has no entry '{reference.SecretName}' (any more), which connection '{connection.Name}' signs in with.",
                $"Put the secret back with Set-Secret, or give the connection another: Set-Auth0Connection {connection.Name} -Credential (Get-Credential)")
            { Target = connection.Name };
        if (entry.UserName is { } user && user != connection.ClientId)
        {
            throw new Auth0Exception(
                ErrorReason.SecretUnavailable,
                $"Entry '{reference.SecretName}' in vault '{reference.Vault}' is a credential of '{user}', not of client id '{connection.ClientId}'.",
                $"Correct the entry, or move the connection: Set-Auth0Connection {connection.Name} -ClientId {user}")
            { Target = connection.Name };
        }

        var found = Of(entry);
        if (found.ClientSecret is { } secret && ClientSecretText.FaultOf(secret) is { } fault)
        {
            throw new Auth0Exception(
                ErrorReason.SecretUnavailable,
                $"The client secret in entry '{reference.SecretName}' of vault '{reference.Vault}', which connection '{connection.Name}' signs in with, {fault}.",
                "Correct the entry with Set-Secret: the secret as the dashboard shows it, and nothing around it.")
            { Target = connection.Name };
        }

        return found;
    }

    private static Auth0Exception Unavailable(Auth0Connection connection) =>
        new(ErrorReason.SecretUnavailable,
            $"The secret of connection '{connection.Name}' is not in this process (any more).",
            "Create the connection here with New-Auth0Connection, or keep its secret in a vault: -Vault NAME")
        { Target = connection.Name };
}
