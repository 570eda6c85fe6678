using System.Security;
using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Http;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.ClientSecrets;

namespace Auth0Ps.Vaults.TenantVaults;

/// <summary>Sets secrets that someone brings along, under the same lease as rotations.</summary>
internal sealed class TenantVaultWriter(string vault, TenantSession session)
{
    // Everything else that this process wants of SecretManagement waits while a vault works; Auth0 may take longer to spread a secret.
    private static readonly TimeSpan ProofWithin = TimeSpan.FromSeconds(10);

    private readonly ApplicationDirectory _applications = new(session);

    /// <param name="name">What the application was asked for by.</param>
    /// <param name="found">The application, as it was found.</param>
    /// <param name="stop">Before the change it stops at once; after it, the change is finished.</param>
    /// <exception cref="Auth0Exception">It was not set, or that is not known.</exception>
    public async Task WriteAsync(string name, Auth0Application found, VaultSecret secret, CancellationToken stop)
    {
        if (secret.UserName is { } user && user != found.ClientId)
            throw TenantVaultFailures.OtherUser(found, user);

        RequireNoConnectionSignsIn(found);
        using var use = session.State.Uses.Begin(session.Connection);
        var client = session.ClientOf(found.ClientId);
        using var lease = await session.State.Leases.TakeAtOnceAsync(client, stop);
        if (session.State.Journal.Find(client) is { IsOpen: true } open)
            throw TenantVaultFailures.Unfinished(found, open.Name, open.Vault);

        // As it is now: what was listed a minute ago may have been renamed or moved to private keys.
        var application = await _applications.GetAsync(found.ClientId, stop);
        if (application.Name != found.Name && name != found.ClientId)
        {
            session.State.Listings.Forget(session);
            throw Renamed(found, application);
        }

        if (!TenantVaultNames.HasSecret(application))
            throw TenantVaultFailures.NotSettable(application);

        // Before anything is changed: what is done here is to be found in the history.
        await session.State.History.RequireWritableAsync();
        await session.State.Leases.WaitForLostAsync(client, session.Http.AttemptTimeout + session.State.Limits.Spreading, stop);
        await SendAsync(application, secret.Secret, stop);
    }

    private async Task SendAsync(Auth0Application application, SecureString secret, CancellationToken stop)
    {
        var startedAt = session.Http.Time.GetUtcNow();
        var change = await SecretChange.SendAsync(session, application.ClientId, secret, stop);
        if (change.Outcome == ResponseOutcome.Refused)
        {
            await RecordAsync(RotationStatus.Failed, RotationVerification.None, change.Failure!.Message);
            throw TenantVaultFailures.Refused(application, change.Failure!);
        }

        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(ProofWithin);
        var verdict = await new SecretVerifier(session, new ClientGrantDirectory(session)).VerifyAsync(application, secret, change.Echo, limit.Token);
        if (change.Outcome == ResponseOutcome.Done)
        {
            if (verdict.Contradiction is { } contradiction)
            {
                await RecordAsync(RotationStatus.Interrupted, RotationVerification.None, $"Auth0 accepted it, but: {contradiction}");
                throw TenantVaultFailures.Unknown(application, cause: null, $"Auth0 accepted it, but: {contradiction}");
            }
        }
        else if (verdict.VerifiedBy is not (RotationVerification.Token or RotationVerification.Readback))
        {
            await RecordAsync(RotationStatus.Interrupted, RotationVerification.None, change.Failure!.Message);
            throw TenantVaultFailures.Unknown(application, change.Failure, change.Failure!.Message);
        }

        await RecordAsync(RotationStatus.Succeeded, verdict.VerifiedBy, $"Set through vault '{vault}'.");

        async Task RecordAsync(RotationStatus status, RotationVerification verifiedBy, string message)
        {
            try
            {
                await session.State.History.AppendAsync(new Auth0SecretRotationRecord
                {
                    Name = AdHocNames.NameOf(application),
                    ClientId = application.ClientId,
                    At = session.Http.Time.GetUtcNow(),
                    JobId = Guid.NewGuid(),
                    Status = status,
                    Phase = status == RotationStatus.Succeeded ? RotationPhase.Recorded : RotationPhase.Applying,
                    VerifiedBy = verifiedBy,
                    Attempts = change.Attempts,
                    Message = message,
                    Host = Environment.MachineName,
                    ApplicationName = application.DisplayName,
                    StartedAt = startedAt,
                    Vault = vault,
                    Connection = session.Connection.Name,
                    ConnectionId = session.Connection.Id,
                    Tenant = session.ClientOf(application.ClientId).Tenant,
                    User = Auth0SecretRotationRecord.PresentUser,
                    Origin = RotationOrigin.TenantVault,
                });
            }
            catch (Auth0Exception)
            {
                // It could be written a moment ago. What became of the secret is what the caller has to know.
            }
        }
    }

    /// <summary>Another than the vault's own, too: a rotation knows how to take them along, this does not.</summary>
    private void RequireNoConnectionSignsIn(Auth0Application application)
    {
        IReadOnlyList<Auth0Connection> all = [session.Connection, .. session.State.Connections.All];
        var tenants = new TenantNames(all);
        var user = all.FirstOrDefault(connection => connection.ClientId == application.ClientId && tenants.Of(connection) == tenants.Of(session.Connection));
        if (user is not null)
            throw TenantVaultFailures.SignsIn(application, user);
    }

    private Auth0Exception Renamed(Auth0Application found, Auth0Application now) =>
        new(ErrorReason.ApplicationNotFound,
            $"The application '{found.Name}' ({found.ClientId}) has just been renamed to '{now.Name}'; its secret was not changed.",
            $"Look again, Get-SecretInfo -Vault '{vault}', and name it by its client id.")
        { Target = found.ClientId };
}
