using Auth0Ps.Applications;
using Auth0Ps.OAuth;
using Auth0Ps.OAuth.Keys;

namespace Auth0Ps.Rotation.PrivateKeys;

/// <summary>Proves that Auth0 takes a key before anybody is told of it.</summary>
/// <param name="grants">Says for which API a token can be asked.</param>
internal sealed class KeyVerifier(TenantSession session, ClientGrantDirectory grants)
{
    /// <summary>By a token where the application may ask for one, else by reading that the key is in use; null when Auth0 does not take it.</summary>
    /// <exception cref="OperationCanceledException">Stopped while it was not proven.</exception>
    public async Task<RotationVerification?> ProveAsync(Auth0Application application, NewKey key, PrivateKeyAlgorithm algorithm, CancellationToken stop)
    {
        if (await PollUntilProven.AskAsync(() => AskForTokenAsync(application, key, algorithm, stop), session, stop) is { } answer)
            return answer ? RotationVerification.Token : null;

        var keys = await ClientKeys.ReadAsync(session, application.ClientId, stop);
        return keys.Find(key.KeyId) is { } registered && keys.IsAttached(registered) ? RotationVerification.Readback : null;
    }

    private async Task<bool?> AskForTokenAsync(Auth0Application application, NewKey key, PrivateKeyAlgorithm algorithm, CancellationToken stop)
    {
        // Token requests count against the tenant's quota: only where one can succeed.
        if (!application.GrantTypes.Contains("client_credentials", StringComparer.Ordinal))
            return null;

        try
        {
            if (await grants.FindAudienceAsync(application.ClientId, stop) is not { } audience)
                return null;
            var client = new PrivateKeyJwt(
                application.ClientId,
                session.Address.BaseUri.AbsoluteUri,
                () => PrivateKeyReader.FromText(key.Pem, passphrase: null),
                algorithm,
                key.KeyId,
                session.Http.Time);
            (await session.RequestTokenAsync(client, new TokenScope(audience, Organization: null, Scope: null), stop)).Token.Dispose();
            return true;
        }
        catch (Auth0Exception exception)
        {
            // Any other failure, a 403 included, says nothing about the key.
            return exception.Reason == ErrorReason.CredentialsRefused && exception.StatusCode == 401 ? false : null;
        }
    }
}
