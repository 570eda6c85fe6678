using System.Globalization;
using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Vaults;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>Looks at an application and a vault, and says what a key rotation would do; changes nothing.</summary>
internal sealed class KeyPlanner(TenantSession session)
{
    private readonly VaultCache _vaults = new(session.State);

    /// <summary>Plans a rotation.</summary>
    /// <param name="target">What would be rotated.</param>
    /// <param name="cancellationToken">Ends the look.</param>
    /// <exception cref="Auth0Exception">Why it cannot be, as the rotation itself would say.</exception>
    public async Task<KeyPlan> PlanAsync(RotationTarget target, CancellationToken cancellationToken)
    {
        var keys = await ClientKeys.ReadAsync(session, target.ClientId, cancellationToken);
        KeyRules.RequireSuitable(keys.Application);
        if (!keys.UsesKeys)
            KeyRules.RequireNoConnectionBy(session.State.Connections.All, session.Connection.Domain, target.ClientId, ClientAuthenticationResolver.SecretMethod);

        var vault = await _vaults.FindAsync(target.Vault, cancellationToken);
        var current = await ReadIdAsync(vault, target.Mapping.SecretEntry, cancellationToken);
        var held = new[] { current, await ReadIdAsync(vault, target.Mapping.PreviousEntry, cancellationToken), await ReadIdAsync(vault, target.Mapping.NextEntry, cancellationToken) };
        var specification = target.Key ?? new KeySpecification();
        var now = session.Http.Time.GetUtcNow();
        var known = session.State.Journal.Find(session.ClientOf(target.ClientId))?.Keys ?? [];
        var ledger = new KeyLedger(keys, current, held.OfType<string>().ToHashSet(StringComparer.Ordinal), known).At(pendingId: null, now + specification.Overlap);
        RegisteredKey? asked = null;
        var retires = keys.Registered.Where(key => ledger.Any(other => other.CredentialId == key.Id && other.IsPastOverlap(now))).ToList();
        var left = keys.Without(retires);
        var goes = new KeySlots(left, ledger, now).ToGo(newId: "", key =>
        {
            asked ??= ledger.First(other => other.CredentialId == key.Id).State == RotationKeyState.Foreign ? key : null;
            return target.Options.EndsKeys || asked == key;
        });
        return new KeyPlan
        {
            Steps = [.. StepsOf(target, specification, keys, [.. retires, .. goes])],
            Move = keys.UsesKeys ? null : MoveOf(keys, target),
            MustGo = asked?.Id,
            MustGoDescription = asked?.ToString(),
        };
    }

    private static IEnumerable<string> StepsOf(RotationTarget target, KeySpecification specification, ClientKeys keys, List<RegisteredKey> gone)
    {
        var client = $"/api/v2/clients/{target.ClientId}";
        foreach (var key in gone)
        {
            var detach = keys.IsAttached(key) ? $"PATCH {client} without the key {key}" : null;
            var delete = keys.ServesElse(key) ? null : $"DELETE {client}/credentials/{key.Id}";
            if (detach is not null || delete is not null)
                yield return detach is null || delete is null ? detach ?? delete! : $"{detach}, then {delete}";
        }

        yield return string.Create(CultureInfo.InvariantCulture, $"Write a new {specification.Algorithm} key of {specification.Size} bits to '{target.Mapping.NextEntry}' in vault '{target.Vault}'");
        yield return $"POST {client}/credentials with its public half, which expires after {specification.Lifetime.Days} days";
        yield return keys.UsesKeys
            ? $"PATCH {client} so that the new key works beside the present one"
            : $"PATCH {client} from {keys.Application.TokenEndpointAuthMethod ?? "its client secret"} to private_key_jwt{(keys.IdTokenAlgorithm == "HS256" ? ", and its id tokens from HS256 to RS256" : "")}";
        yield return "POST /oauth/token with the new key, where the application may ask for tokens by itself; else GET the application";
        yield return $"Write {target.Mapping.InWords} in vault '{target.Vault}'{(keys.UsesKeys ? $", the present key to '{target.Mapping.PreviousEntry}'" : "")}";
        if (keys.UsesKeys)
            yield return $"After {specification.Overlap}: PATCH {client} without the previous key, and DELETE its credential";
    }

    private static string MoveOf(ClientKeys keys, RotationTarget target)
    {
        var idTokens = keys.IdTokenAlgorithm == "HS256" ? " Its id tokens will be signed with RS256 in place of HS256, so consumers that check them with the client secret have to use the tenant's public keys." : "";
        var back = target.RotationId is null
            ? $"Invoke-Auth0SecretRotation -ClientId {target.ClientId} -Vault {target.Vault} -CredentialType ClientSecret"
            : $"Set-Auth0SecretRotation {target.Name} -CredentialType ClientSecret, and rotate";
        return $"'{keys.Application.Name}' signs in with its client secret now. From the change on Auth0 refuses the secret at once, until its consumers sign with the key in '{target.Mapping.PrivateKey}'.{idTokens} Auth0 offers private key JWT on its Enterprise plan. To go back: {back}";
    }

    private static async Task<string?> ReadIdAsync(ISecretVault vault, string entry, CancellationToken cancellationToken) =>
        await vault.ReadAsync(entry, cancellationToken) is { UserName: null } found ? NewKey.Read(found.Secret)?.KeyId : null;
}
