using System.Security;
using System.Text.Json;
using Auth0Ps.Applications;
using Auth0Ps.OAuth;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation.ClientSecrets;

/// <summary>Proves which secret is live, patient with the up to 30 seconds Auth0 takes to spread a new one (Auth0 docs, "Rotate client secret").</summary>
internal sealed class SecretVerifier(TenantSession session, ClientGrantDirectory grants)
{
    private readonly ApplicationDirectory _applications = new(session);

    /// <summary>Tries the strongest proof of an accepted secret first: a token, then a read-back, then what the change's answer showed.</summary>
    public async Task<Verdict> VerifyAsync(Auth0Application application, SecureString secret, bool? echo, CancellationToken stop)
    {
        try
        {
            var byToken = await PollUntilProven.AskAsync(() => AskForTokenAsync(application, secret, stop), session, stop);
            if (byToken is true)
                return new Verdict(RotationVerification.Token);
            if (await ReadPatientlyAsync(application.ClientId, secret, stop) is { } live)
                return SecureStrings.AreEqual(live, secret) && byToken is null ? new Verdict(RotationVerification.Readback) : Verdict.Against(live, secret);
            if (byToken is false)
                return new Verdict("The token endpoint refuses the new secret.");
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

    /// <summary>Finds out which secret is live.</summary>
    /// <remarks>
    /// That the expected one is live is believed at once. That another one is, only once Auth0 has had the time to spread what it may have
    /// accepted a moment ago: until then either may be shown and taken.
    /// </remarks>
    /// <param name="expected">The secret that should be live; null where it is not available.</param>
    /// <param name="others">Those that were live before, as far as they are known.</param>
    /// <param name="stop">Ends it with <see cref="LiveSecret.Unknown"/>.</param>
    public async Task<LiveSecret> FindAsync(string clientId, SecureString? expected, IReadOnlyList<SecureString> others, CancellationToken stop)
    {
        try
        {
            // Without it, no answer could show that Auth0 is still about to take it.
            if (expected is null)
                await Task.Delay(session.State.Limits.Spreading, session.Http.Time, stop);
            var application = await _applications.GetAsync(clientId, stop);
            if (await ReadPatientlyAsync(clientId, expected, stop) is { } live)
                return new LiveSecret.Known(live, RotationVerification.Readback);
            if (!MayUseSecret(application))
                return new LiveSecret.NotInUse(application.TokenEndpointAuthMethod!);

            if (expected is null)
                return await FindAmongAsync(application, others, stop) is LiveSecret.Known known ? known : new LiveSecret.Unknown();
            return await PollUntilProven.AskAsync(() => AskForTokenAsync(application, expected, stop), session, stop) switch
            {
                true => new LiveSecret.Known(expected.Copy(), RotationVerification.Token),
                false => await FindAmongAsync(application, others, stop),
                null => new LiveSecret.Unknown(),
            };
        }
        catch (Exception exception) when (exception is Auth0Exception or OperationCanceledException)
        {
            // What cannot be asked, or not any more, stays unknown.
            return new LiveSecret.Unknown();
        }
    }

    /// <summary>Looks once whether a secret is the live one; for one of which Auth0 has nothing to spread.</summary>
    /// <param name="expected">The secret that should be live.</param>
    /// <param name="stop">Ends it.</param>
    /// <exception cref="Auth0Exception">The application cannot be looked at.</exception>
    public async Task<LiveSecret> LookAsync(string clientId, SecureString expected, CancellationToken stop)
    {
        var shown = await ReadBackAsync(clientId, stop);
        if (SecureStrings.AreEqual(shown, expected))
            return new LiveSecret.Known(shown!, RotationVerification.Readback);

        var application = await _applications.GetAsync(clientId, stop);
        if (!MayUseSecret(application))
        {
            shown?.Dispose();
            return new LiveSecret.NotInUse(application.TokenEndpointAuthMethod!);
        }

        return shown is not null ? new LiveSecret.Known(shown, RotationVerification.Readback) : await AskForTokenAsync(application, expected, stop) switch
        {
            true => new LiveSecret.Known(expected.Copy(), RotationVerification.Token),
            false => new LiveSecret.AnotherOne(),
            null => new LiveSecret.Unknown(),
        };
    }

    private async Task<LiveSecret> FindAmongAsync(Auth0Application application, IReadOnlyList<SecureString> others, CancellationToken stop)
    {
        foreach (var other in others)
        {
            if (await AskForTokenAsync(application, other, stop) is true)
                return new LiveSecret.Known(other.Copy(), RotationVerification.Token);
        }

        return new LiveSecret.AnotherOne();
    }

    /// <summary>The secret that Auth0 shows; another one than the expected only after patience. Null when it shows none.</summary>
    public async Task<SecureString?> ReadPatientlyAsync(string clientId, SecureString? expected, CancellationToken stop)
    {
        SecureString? shown = null;
        await PollUntilProven.AskAsync(
            async () =>
            {
                shown?.Dispose();
                shown = await ReadBackAsync(clientId, stop);
                return shown is null ? null : expected is null || SecureStrings.AreEqual(shown, expected);
            },
            session,
            stop);
        return shown;
    }

    private static bool MayUseSecret(Auth0Application application) =>
        application.TokenEndpointAuthMethod is not ("private_key_jwt" or "tls_client_auth" or "self_signed_tls_client_auth");

    private async Task<bool?> AskForTokenAsync(Auth0Application application, SecureString secret, CancellationToken stop)
    {
        // Token requests count against the tenant's quota: only where one can succeed.
        if (!application.GrantTypes.Contains("client_credentials", StringComparer.Ordinal) || application.TokenEndpointAuthMethod is "none" || !MayUseSecret(application))
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
            // Any other failure, a 403 included, says nothing about the secret; nor does a no where the application may prove itself otherwise.
            return exception.Reason == ErrorReason.CredentialsRefused && exception.StatusCode == 401 && application.TokenEndpointAuthMethod is not null ? false : null;
        }
        catch (Exception exception) when (IsOddAnswer(exception))
        {
            return null;
        }
    }

    /// <summary>The secret that Auth0 shows; null when it shows none.</summary>
    public async Task<SecureString?> ReadBackAsync(string clientId, CancellationToken stop)
    {
        try
        {
            var token = await session.GetTokenAsync(cancellationToken: stop);
            if (!token.Scope.Contains("read:client_keys", StringComparer.Ordinal) && !token.Scope.Contains("read:client_credentials", StringComparer.Ordinal))
                return null;

            return await _applications.ReadSecretAsync(clientId, stop);
        }
        catch (Auth0Exception)
        {
            // A read that fails, or a token that is not available any more, proves nothing either way.
            return null;
        }
        catch (Exception exception) when (IsOddAnswer(exception))
        {
            return null;
        }
    }

    /// <summary>An answer in a shape that nobody expects proves nothing, and must not end what comes after the change.</summary>
    private static bool IsOddAnswer(Exception exception) => exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException;

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

        /// <summary>The secret that Auth0 shows in place of the new one; null when it shows none, or the new one.</summary>
        public SecureString? Live { get; private init; }

        public static Verdict Against(SecureString shown, SecureString secret) => SecureStrings.AreEqual(shown, secret)
            ? new Verdict("The token endpoint refuses the new secret.")
            : new Verdict("Auth0 shows another secret than the new one.") { Live = shown };
    }
}
