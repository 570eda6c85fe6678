using Auth0Ps.Applications;
using Auth0Ps.Diagnostics;
using Auth0Ps.Http;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Vaults.TenantVaults;

/// <summary>A tenant seen as a vault: applications are its entries, their credentials what these hold.</summary>
internal sealed class TenantVault
{
    private const string SecretFields = "client_id,name,app_type,global,token_endpoint_auth_method,client_authentication_methods,client_secret";

    private readonly string _name;
    private readonly TenantSession _session;
    private readonly TenantVaultSearch _search;

    /// <summary>Opens the vault; sends nothing yet.</summary>
    /// <param name="name">The name it is registered under.</param>
    /// <param name="connection">The connection to its tenant.</param>
    /// <param name="state">The connections.</param>
    /// <param name="observer">Told of each request; may be null.</param>
    public TenantVault(string name, Auth0Connection connection, Auth0State state, RequestObserver? observer)
        : this(name, new TenantSession(connection, state, observer) { WaitsForTokenOfOthers = false })
    {
    }

    internal TenantVault(string name, TenantSession session)
    {
        _name = name;
        _session = session;
        _search = new TenantVaultSearch(session);
    }

    /// <summary>Lists the applications that have a client secret.</summary>
    /// <param name="exact">The one name or client id that is wanted; null when many may match.</param>
    /// <param name="matches">Whether a name is wanted.</param>
    /// <returns>The entries by name. An application asked for by its client id has that for a name.</returns>
    /// <exception cref="Auth0Exception">Why they cannot be listed.</exception>
    public Task<IReadOnlyList<TenantVaultEntry>> ListAsync(string? exact, Func<string, bool> matches, CancellationToken cancellationToken) =>
        _search.ListAsync(exact, matches, cancellationToken);

    /// <summary>Reads an application's credential as Auth0 has it now.</summary>
    /// <param name="name">The application's name or client id.</param>
    /// <returns>Client id and secret; null when the tenant has no such application.</returns>
    /// <exception cref="Auth0Exception">
    /// <see cref="ErrorReason.SecretUnavailable"/>: it has no client secret. <see cref="ErrorReason.InsufficientScope"/> among others.
    /// </exception>
    public async Task<VaultSecret?> ReadAsync(string name, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await _search.FindAsync(name, cancellationToken) is not { } application)
                return null;
            await RequireScopeAsync(["read:client_keys", "read:client_credentials"], cancellationToken);
            if (await TryReadAsync(application, cancellationToken) is { } credential)
                return credential;

            // Renamed or deleted since it was listed: what was asked for may be another one now.
            _session.State.Listings.Forget(_session);
            if (attempt > 1)
                return null;
        }
    }

    /// <summary>Sets an application's secret.</summary>
    /// <param name="name">The application's name or client id.</param>
    /// <param name="secret">The secret, or the credential, whose user name has to be the client id.</param>
    /// <param name="cancellationToken">Before the change it stops at once; after it, the change is finished and reported.</param>
    /// <exception cref="Auth0Exception">It was not set; <see cref="ErrorReason.RotationInterrupted"/>: that is not known.</exception>
    public async Task WriteAsync(string name, VaultSecret secret, CancellationToken cancellationToken)
    {
        ClientSecretRules.Require(secret.Secret, name);
        await RequireScopeAsync(["update:client_keys"], cancellationToken);
        var found = await _search.FindAsync(name, cancellationToken)
            ?? throw new Auth0Exception(
                ErrorReason.ApplicationNotFound,
                $"The tenant of the vault '{_name}' has no application '{name}', and applications are not made by setting a secret.",
                $"Get-SecretInfo -Vault '{_name}' lists them.")
            { Target = name };
        await new TenantVaultWriter(_name, _session).WriteAsync(name, found, secret, cancellationToken);
    }

    /// <summary>Looks at all that the vault needs.</summary>
    /// <exception cref="Auth0Exception">What is wrong with it, and what to do.</exception>
    public async Task TestAsync(CancellationToken cancellationToken)
    {
        var test = await new ConnectionTester(_session).TestAsync(ConnectionPurpose.Vault, cancellationToken);
        if (test.Checks.FirstOrDefault(check => check.Outcome == CheckOutcome.Failed) is not { } failed)
            return;
        throw new Auth0Exception(
            failed.Failure?.Reason ?? ErrorReason.PreflightFailed,
            $"The vault '{_name}' cannot be used as it is ({failed.Name}): {failed.Detail}",
            failed.Recommendation ?? $"Test-Auth0Connection {_session.Connection.Name} -For Vault",
            failed.Failure)
        { Target = _session.Connection.Name, StatusCode = failed.Failure?.StatusCode };
    }

    /// <summary>Gets ready: sees that the connection can sign in.</summary>
    /// <exception cref="Auth0Exception">Why it cannot.</exception>
    public Task UnlockAsync(CancellationToken cancellationToken) => _session.GetTokenAsync(cancellationToken: cancellationToken);

    /// <summary>Null when the application is not there any more under that name.</summary>
    private async Task<VaultSecret?> TryReadAsync(Auth0Application expected, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await _session.GetJsonAsync(
                $"clients/{Uri.EscapeDataString(expected.ClientId)}?fields={SecretFields}&include_fields=true", expected.ClientId, cancellationToken);
            var application = ApplicationReader.Read(response.Json!.Value, _session.Connection, SecretFields);
            if (application.Name != expected.Name)
                return null;
            return !application.IsGlobal && SecretJson.ReadString(response.Body.Span, "client_secret") is { Length: > 0 } secret
                ? new VaultSecret(application.ClientId, secret)
                : throw TenantVaultFailures.WithoutSecret(application);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.NotFound)
        {
            return null;
        }
    }

    /// <summary>Auth0's own refusal does not name the permission that is missing for a field.</summary>
    private async Task RequireScopeAsync(IReadOnlyList<string> any, CancellationToken cancellationToken)
    {
        var token = await _session.GetTokenAsync(cancellationToken: cancellationToken);
        if (token.Scope.Count > 0 && !any.Any(scope => token.Scope.Contains(scope, StringComparer.Ordinal)))
            throw TenantVaultFailures.MissingScope(_name, _session.Connection, any[0]);
    }
}
