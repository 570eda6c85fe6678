using System.Security;
using Auth0Ps.Applications;
using Auth0Ps.Diagnostics;
using Auth0Ps.Http;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.Security;

namespace Auth0Ps.Rotation.ClientSecrets;

/// <summary>Rotates client secrets of one tenant and hands them to the caller.</summary>
internal sealed class SecretRotator(TenantSession session)
{
    private readonly SecretVerifier _verifier = new(session, new ClientGrantDirectory(session));

    /// <summary>Rotates one application's secret.</summary>
    /// <remarks>
    /// The new secret is made here, so that it is known before Auth0 hears of it and no lost answer can lose it.
    /// It is sent with a PATCH that may be repeated; once sent, it is part of the result whatever happens, until Auth0 itself
    /// has refused every attempt. After an unknown outcome the tenant is asked which secret is live.
    /// </remarks>
    /// <param name="application">The application, as read through this session's connection.</param>
    /// <returns>What became of it; failures are in the result, not thrown.</returns>
    /// <exception cref="OperationCanceledException">Stopped before anything was sent.</exception>
    public Task<RotationOutcome> RotateAsync(Auth0Application application, CancellationToken stop) =>
        Measurements.RotationAsync(application.ClientId, session.Connection.Domain, CredentialType.ClientSecret, () => RotateUnmeasuredAsync(application, stop));

    private async Task<RotationOutcome> RotateUnmeasuredAsync(Auth0Application application, CancellationToken stop)
    {
        var outcome = await ChangeAsync(application, stop);
        return outcome with { Hooks = await session.State.Hooks.RecordAsync(outcome, session.ClientOf(application.ClientId).Tenant, entry: null) };
    }

    private async Task<RotationOutcome> ChangeAsync(Auth0Application application, CancellationToken stop)
    {
        var job = new Job(application, Guid.NewGuid());
        if (application.WhyNotRotatable is { } why)
            return RotationOutcome.Skip(application, why);

        using var use = session.State.Uses.Begin(session.Connection);
        try
        {
            // Before anything changes: no token, no rotation.
            await session.GetTokenAsync(cancellationToken: stop);
        }
        catch (Auth0Exception exception)
        {
            return job.Failed(exception, attempts: 0);
        }

        var client = session.ClientOf(application.ClientId);
        using var lease = await session.State.Leases.TakeAsync(client, stop);
        if (session.State.Journal.Find(client) is { IsOpen: true } open)
            return job.Failed(Unfinished(application, open), attempts: 0);

        await session.State.Leases.WaitForLostAsync(client, session.Http.AttemptTimeout + session.State.Limits.Spreading, stop);
        var secret = SecretGenerator.NewClientSecret();
        var change = await SendAsync(application, secret, stop);
        if (change.Outcome == ResponseOutcome.Refused)
        {
            secret.Dispose();
            return job.Failed(change.Failure!, change.Attempts);
        }

        var changedAt = session.Http.Time.GetUtcNow();
        var verdict = await _verifier.VerifyAsync(application, secret, change.Echo, stop);
        return change.Outcome == ResponseOutcome.Done
            ? job.Accepted(secret, change, verdict, changedAt)
            : job.Unknown(secret, change, verdict, changedAt);
    }

    private static Auth0Exception Unfinished(Auth0Application application, RotationEntry open) =>
        new(ErrorReason.RotationInterrupted,
            $"An earlier rotation of '{application.ClientId}' into vault '{open.Vault}' is interrupted, and its secret may be the live one.",
            $"Finish it first: Resume-Auth0SecretRotation -Name {open.Name}")
        { Target = application.ClientId };

    private async Task<SecretChange> SendAsync(Auth0Application application, SecureString secret, CancellationToken stop)
    {
        try
        {
            return await SecretChange.SendAsync(session, application.ClientId, secret, stop);
        }
        catch (OperationCanceledException)
        {
            secret.Dispose();
            throw;
        }
        catch (Auth0Exception exception)
        {
            // The lease was lost. An attempt that was sent before may have been carried out.
            return new SecretChange(exception.NothingSent ? ResponseOutcome.Refused : ResponseOutcome.Unknown, Echo: null, Attempts: exception.NothingSent ? 0 : 1, exception);
        }
    }

    /// <summary>Words the results of one run.</summary>
    private sealed record Job(Auth0Application Application, Guid Id)
    {
        public RotationOutcome Failed(Auth0Exception cause, int attempts) =>
            Result(RotationStatus.Failed, attempts == 0 ? RotationPhase.None : RotationPhase.Applying, $"Nothing changed, the old secret is live: {cause.Message}") with
            {
                Attempts = attempts,
                Failure = cause,
            };

        public RotationOutcome Accepted(SecureString secret, SecretChange change, SecretVerifier.Verdict verdict, DateTimeOffset at)
        {
            if (verdict.Contradiction is { } contradiction)
                return Interrupted(secret, change, $"Auth0 accepted the new secret, but: {contradiction}", cause: null);

            return Result(
                RotationStatus.Succeeded,
                verdict.VerifiedBy == RotationVerification.None ? RotationPhase.Promoted : RotationPhase.Verified,
                verdict.VerifiedBy switch
                {
                    RotationVerification.Token => "Rotated; a token was issued for the new secret.",
                    RotationVerification.Readback => "Rotated; Auth0 shows the new secret when read again.",
                    RotationVerification.Response => "Rotated; Auth0's answer showed the new secret.",
                    _ => "Rotated; Auth0 accepted the new secret, and there was no way to check it further.",
                }) with
            {
                VerifiedBy = verdict.VerifiedBy,
                NewSecret = secret,
                RotatedAt = at,
                Attempts = change.Attempts,
            };
        }

        public RotationOutcome Unknown(SecureString secret, SecretChange change, SecretVerifier.Verdict verdict, DateTimeOffset at)
        {
            if (verdict.VerifiedBy is RotationVerification.Token or RotationVerification.Readback)
                return Accepted(secret, change, verdict, at);

            var found = verdict.Contradiction is { } contradiction ? $" {contradiction}" : "";
            return Interrupted(secret, change, $"It is not known whether Auth0 took the new secret: {change.Failure!.Message}{found}", change.Failure);
        }

        private RotationOutcome Interrupted(SecureString secret, SecretChange change, string message, Auth0Exception? cause) =>
            Result(RotationStatus.Interrupted, RotationPhase.Applying, message) with
            {
                NewSecret = secret,
                Attempts = change.Attempts,
                Failure = new Auth0Exception(
                    ErrorReason.RotationInterrupted,
                    message,
                    "Keep both secrets until one is proven: the result's Credential holds the new one. Rotating again makes a fresh one live.",
                    cause)
                { Target = Application.ClientId, AnswerOf = cause },
            };

        private RotationOutcome Result(RotationStatus status, RotationPhase phase, string message) => new()
        {
            Application = Application,
            Status = status,
            Phase = phase,
            JobId = Id,
            Message = message,
        };
    }
}
