using Auth0Ps.Applications;
using Auth0Ps.Connections;
using Auth0Ps.Http;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>Makes a client's secret useless: Auth0 is given a fresh one that nobody keeps.</summary>
internal sealed class SecretRevocation(TenantSession session)
{
    /// <summary>Refuses an application that a connection signs in as: that would lock its owner out.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.ApplicationNotRotatable"/>.</exception>
    public void RequireNoConnectionSignsIn(Auth0SecretRotation rotation)
    {
        IReadOnlyList<Auth0Connection> all = [.. session.State.Connections.All, session.Connection];
        var tenants = new TenantNames(all);
        var user = all.FirstOrDefault(connection => connection.ClientId == rotation.ClientId && tenants.Of(connection) == rotation.Client.Tenant);
        if (user is null)
            return;

        throw new Auth0Exception(
            ErrorReason.ApplicationNotRotatable,
            $"Connection '{user.Name}' signs in as '{rotation.ClientId}', and would be locked out for good.",
            $"Remove the rotation without -Revoke, or first let the connection sign in as another application: Set-Auth0Connection {user.Name}")
        { Target = rotation.Name };
    }

    /// <summary>Revokes under the client's lease, which the caller holds.</summary>
    /// <param name="rotation">The rotation that issued the secret.</param>
    /// <param name="stop">Before the change it stops at once; after it, the change is finished.</param>
    /// <exception cref="Auth0Exception">It was refused, or it is not known whether it was done; it can be done again.</exception>
    public async Task RevokeAsync(Auth0SecretRotation rotation, CancellationToken stop)
    {
        RequireNoConnectionSignsIn(rotation);
        using var use = session.State.Uses.Begin(session.Connection);
        await session.GetTokenAsync(cancellationToken: stop);
        var (attempts, verifiedBy) = await rotation.Kind.RevokeAsync(session, rotation, stop);
        await session.State.History.AppendAsync(new Auth0SecretRotationRecord
        {
            Name = rotation.Name,
            ClientId = rotation.ClientId,
            At = session.Http.Time.GetUtcNow(),
            JobId = Guid.NewGuid(),
            Status = RotationStatus.Succeeded,
            Phase = RotationPhase.Recorded,
            VerifiedBy = verifiedBy,
            Attempts = attempts,
            Message = rotation.Kind.Revoked,
            Host = Environment.MachineName,
            RotationId = rotation.Id,
            ApplicationName = rotation.ApplicationName,
            CredentialType = rotation.CredentialType,
            Vault = rotation.Vault,
            Connection = session.Connection.Name,
            ConnectionId = session.Connection.Id,
            Tenant = rotation.Client.Tenant,
            User = Auth0SecretRotationRecord.PresentUser,
            Origin = RotationOrigin.Revocation,
        });
    }

    /// <summary>Says that a revocation was not carried out, or may not have been.</summary>
    internal static Auth0Exception NotDone(Auth0SecretRotation rotation, ResponseOutcome outcome, Auth0Exception cause) => new(
        cause.Reason,
        outcome == ResponseOutcome.Refused
            ? $"What rotation '{rotation.Name}' issued was not revoked, and everything stays: {cause.Message}"
            : $"It is not known whether what rotation '{rotation.Name}' issued was revoked, and everything stays: {cause.Message}",
        outcome == ResponseOutcome.Refused ? cause.RecommendedAction : "Run the same command again, until it succeeds.",
        cause)
    { Target = rotation.Name, AnswerOf = cause };
}
