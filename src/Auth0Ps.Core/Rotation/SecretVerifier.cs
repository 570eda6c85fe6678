using System.Security;
using Auth0Ps.Management;
using Auth0Ps.Security;
using Auth0Ps.Tokens;

namespace Auth0Ps.Rotation;

/// <summary>Proves which secret is live, patient with the up to 30 seconds Auth0 takes to spread a new one (Auth0 docs, "Rotate client secret").</summary>
internal sealed class SecretVerifier(TenantSession session, ClientGrantDirectory grants)
{
    private readonly ApplicationDirectory _applications = new(session);

    private delegate Task<bool?> Proof(Auth0Application application, SecureString secret, CancellationToken stop);

    /// <summary>Tries the strongest proof first: a token, then a read-back, then what the change's answer showed.</summary>
    public async Task<Verdict> VerifyAsync(Auth0Application application, SecureString secret, bool? echo, CancellationToken stop)
    {
        try
        {
            if (await AskPatientlyAsync(AskForTokenAsync, application, secret, stop) is { } byToken)
                return byToken ? new Verdict(RotationVerification.Token) : new Verdict("The token endpoint refuses the new secret.");
            if (await AskPatientlyAsync(ReadBackAsync, application, secret, stop) is { } byReading)
                return byReading ? new Verdict(RotationVerification.Readback) : new Verdict("Auth0 shows another secret than the new one.");
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // Stopped while waiting: what the change's answer showed has to do.
        }

        return echo switch
        {
            true => new Verdict(RotationVerification.Response),
            false => new Verdict("Auth0's answer to the change shows another secret than the new one."),
            null => new Verdict(RotationVerification.None),
        };
    }

    /// <summary>True when a secret is proven to be the live one right now; false proves nothing, as a new one takes a while to spread.</summary>
    public async Task<bool> IsProvenAsync(Auth0Application application, SecureString secret, CancellationToken stop) =>
        await ReadBackAsync(application, secret, stop) ?? await AskForTokenAsync(application, secret, stop) ?? false;

    /// <summary>Finds out whether a secret is the live one; null when that cannot be known.</summary>
    /// <remarks>A no may cost the only copy of a secret, so it takes as much patience as Auth0 may take to spread a new one.</remarks>
    public async Task<bool?> IsLiveAsync(Auth0Application application, SecureString secret, CancellationToken stop) =>
        await AskPatientlyAsync(ReadBackAsync, application, secret, stop) ?? await AskPatientlyAsync(AskForTokenAsync, application, secret, stop);

    private Task<bool?> AskPatientlyAsync(Proof proof, Auth0Application application, SecureString secret, CancellationToken stop) =>
        PatientProof.AskAsync(() => proof(application, secret, stop), session.Http.Time, stop);

    private async Task<bool?> AskForTokenAsync(Auth0Application application, SecureString secret, CancellationToken stop)
    {
        // Token requests count against the tenant's quota: only where one can succeed.
        if (!application.GrantTypes.Contains("client_credentials", StringComparer.Ordinal) || application.TokenEndpointAuthMethod is "none")
            return null;

        try
        {
            if (await grants.FindAudienceAsync(application.ClientId, stop) is not { } audience)
                return null;
            ClientAuthentication client = application.TokenEndpointAuthMethod is "client_secret_basic"
                ? new ClientSecretBasic(application.ClientId, secret)
                : new ClientSecretPost(application.ClientId, secret);
            (await session.RequestTokenAsync(client, new TokenScope(audience, Organization: null, Scope: null), stop)).Token.Dispose();
            return true;
        }
        catch (Auth0Exception exception)
        {
            // Any other failure, a 403 included, says nothing about the secret.
            return exception.Reason == ErrorReason.CredentialsRefused && exception.StatusCode == 401 ? false : null;
        }
    }

    private async Task<bool?> ReadBackAsync(Auth0Application application, SecureString secret, CancellationToken stop)
    {
        try
        {
            var token = await session.GetTokenAsync(cancellationToken: stop);
            if (!token.Scope.Contains("read:client_keys", StringComparer.Ordinal) && !token.Scope.Contains("read:client_credentials", StringComparer.Ordinal))
                return null;

            using var live = await _applications.ReadSecretAsync(application.ClientId, stop);
            return live is null ? null : SecretText.AreEqual(live, secret);
        }
        catch (Auth0Exception)
        {
            // A read that fails, or a token that is not to be had any more, proves nothing either way.
            return null;
        }
    }

    /// <summary>The proof found, or what contradicts the new secret being live.</summary>
    internal sealed record Verdict(RotationVerification VerifiedBy, string? Contradiction)
    {
        public Verdict(RotationVerification verifiedBy)
            : this(verifiedBy, Contradiction: null)
        {
        }

        public Verdict(string contradiction)
            : this(RotationVerification.None, contradiction)
        {
        }
    }
}
