using Auth0Ps.Naming;
using Auth0Ps.OAuth.Keys;
using Auth0Ps.State;
using Auth0Ps.Vaults;

namespace Auth0Ps.Connections;

/// <summary>Works out what a user wants of a connection, and with which secret, wherever that is to be kept. Changes nothing.</summary>
/// <param name="state">The connections, and the vaults.</param>
internal sealed class ConnectionPlanner(Auth0State state)
{
    /// <summary>Checks everything that can be checked without asking the tenant.</summary>
    /// <param name="cancellationToken">Ends the wait for a vault.</param>
    /// <exception cref="Auth0Exception">Bad input, a name taken, or a vault that cannot be used.</exception>
    public async Task<ConnectionPlan> PlanAsync(ConnectionRequest request, Auth0Connection? former, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var name = Slug.Require(request.Name);
        if (former is null || !string.Equals(former.Name, name, StringComparison.OrdinalIgnoreCase))
            state.Connections.RequireFree(name);

        var placed = Place(request, former, name);
        if (placed.Vault is { Length: > 0 } vault)
            return await InVaultAsync(placed, former, vault, placed.SecretName ?? ClientAuthenticationResolver.DefaultEntry(name), placed.SecretName is not null, now, cancellationToken);

        // Taken out of a vault without another place: what it holds moves into this process.
        if (placed.Vault is not null && !placed.HasCredentials && former is not null)
            placed = placed.With(await new ConnectionSecretReader(state).FetchAsync(former, cancellationToken));
        return new ConnectionPlan
        {
            Connection = placed.Build(now, former),
            Former = former,
            Secret = placed.HasCredentials || former is null ? placed.Secret : state.Connections.SecretOf(former),
            ChangesCredentials = placed.HasCredentials || former is null,
        };
    }

    /// <summary>A secret given for a connection that is kept in a vault stays in that vault, unless another place is named.</summary>
    private static ConnectionRequest Place(ConnectionRequest request, Auth0Connection? former, string name)
    {
        if (request.SecretName is not null && request.Vault is not { Length: > 0 })
        {
            return former?.SecretReference is { Location: SecretLocation.Vault } kept && request.Vault is null
                ? request with { Vault = kept.Vault }
                : throw Invalid("-SecretName names an entry, but no vault is named.", "Add -Vault NAME.", name);
        }

        var inHand = request.ClientSecret is not null || request.PrivateKey is not null;
        if (!inHand || request.Vault is not null || former?.SecretReference is not { Location: SecretLocation.Vault } place)
            return request;

        return place.CreatedForConnection
            ? request with { Vault = place.Vault, SecretName = place.SecretName }
            : throw Invalid(
                $"Connection '{name}' signs in with entry '{place.SecretName}' in vault '{place.Vault}', which was not made for it and may serve others.",
                $"Change that entry with Set-Secret, or give the connection one of its own: add -Vault {place.Vault} -SecretName {ClientAuthenticationResolver.DefaultEntry(name)}",
                name);
    }

    private async Task<ConnectionPlan> InVaultAsync(
        ConnectionRequest request, Auth0Connection? former, string vaultName, string entry, bool isNamed, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var vault = await state.RequireVaults(vaultName).FindAsync(vaultName, cancellationToken);
        var present = await vault.ReadAsync(entry, cancellationToken);
        var samePlace = former?.SecretReference is { Location: SecretLocation.Vault } place
            && string.Equals(place.Vault, vault.Name, StringComparison.OrdinalIgnoreCase)
            && string.Equals(place.SecretName, entry, StringComparison.OrdinalIgnoreCase);
        var own = samePlace && former!.SecretReference.CreatedForConnection;
        request = request with { Vault = vault.Name, SecretName = entry, CreatesEntry = own };

        var given = await GivenAsync(request, samePlace ? null : former, cancellationToken);

        // An entry that is chosen by name and holds something is what the connection is to sign in with from now on, when no secret was given with it.
        if (given is not null && isNamed && present is not null && !request.HasCredentials && !HoldsSame(present, VaultEntryKind.ToEntry(given), request.ClientId))
            given = null;
        if (given is null)
        {
            var found = present is null ? request : Adopt(request, present);
            return present is null && !MayBePublic(request)
                ? throw Invalid($"Vault '{vault.Name}' has no entry '{entry}', and no secret was given.", "Give -Credential (Get-Credential), or the name of an entry that holds the client secret or private key.", request.Name!)
                : Plan(found, former, found.Secret, entry: null, now);
        }

        var content = VaultEntryKind.ToEntry(given);
        var creates = own || present is null;
        if (!creates && !HoldsSame(present!, content, request.ClientId))
        {
            throw new Auth0Exception(
                ErrorReason.VaultEntryExists,
                $"Vault '{vault.Name}' has an entry '{entry}' already, and it holds something else.",
                "Leave the secret out to use what the entry holds, or choose another -SecretName.")
            { Target = vault.Name };
        }

        return Plan(request.With(given) with { CreatesEntry = creates }, former, given, creates ? new PlannedEntry(vault, entry, content) : null, now);
    }

    private static ConnectionPlan Plan(ConnectionRequest request, Auth0Connection? former, ConnectionSecret secret, PlannedEntry? entry, DateTimeOffset now) => new()
    {
        Connection = request.Build(now, former),
        Former = former,
        Secret = secret,
        Entry = entry,
        ChangesCredentials = request.HasCredentials || former is null,
    };

    /// <summary>What was given or has to move; null when neither.</summary>
    private async Task<ConnectionSecret?> GivenAsync(ConnectionRequest request, Auth0Connection? moving, CancellationToken cancellationToken)
    {
        if (request.SecretVariable is not null)
            return ConnectionSecret.OfClient(EnvironmentSecret.Require(request.SecretVariable, request.Name!));
        if (request.PrivateKeyPath is not null)
        {
            using var key = PrivateKeyReader.FromFile(request.PrivateKeyPath, request.KeyPassphrase);
            return ConnectionSecret.OfKey(PrivateKeyText.Of(key));
        }

        if (request.HasCredentials)
            return request.ClientSecret is { Length: 0 } ? throw Invalid("The client secret is empty.", "Give -Credential (Get-Credential), or leave it out and name an entry that holds it.", request.Name!) : request.Secret;
        if (moving is null || moving.TokenEndpointAuthMethod == ClientAuthenticationResolver.NoMethod)
            return null;
        return await new ConnectionSecretReader(state).FetchAsync(moving, cancellationToken);
    }

    private static ConnectionRequest Adopt(ConnectionRequest request, VaultSecret entry)
    {
        if (entry.UserName is { } user && request.ClientId is not null && user != request.ClientId)
            throw Invalid($"Entry '{request.SecretName}' in vault '{request.Vault}' is a credential of '{user}', not of client id '{request.ClientId}'.", "Leave -ClientId out, or name another entry.", request.Name!);

        return request.With(ConnectionSecretReader.Of(entry) with { KeyPassphrase = request.KeyPassphrase }) with { ClientId = request.ClientId ?? entry.UserName };
    }

    private static bool MayBePublic(ConnectionRequest request) =>
        (request.GrantType ?? (request.ApiType == Auth0ApiType.MyAccount ? Auth0GrantType.AuthorizationCodePkce : default)) == Auth0GrantType.AuthorizationCodePkce;

    private static bool HoldsSame(VaultSecret present, VaultSecret content, string? clientId) =>
        Security.SecureStrings.AreEqual(ClientSecretText.Trimmed(present.Secret), ClientSecretText.Trimmed(content.Secret)) && (present.UserName is null || present.UserName == clientId);

    private static Auth0Exception Invalid(string message, string action, string connection) =>
        new(ErrorReason.InvalidArgument, message, action) { Target = connection };
}
