using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Drift;
using Auth0Ps.State;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>Keeps runs of a rotation out while what they go by is changed, or the rotation removed.</summary>
internal static class DefinitionChange
{
    /// <summary>Whether what a run goes by differs: client, tenant, vaults or names.</summary>
    public static bool IsNeeded(Auth0SecretRotation former, Auth0SecretRotation changed) =>
        (former.ClientId, former.ConnectionId, former.Domain, former.CredentialType) != (changed.ClientId, changed.ConnectionId, changed.Domain, changed.CredentialType)
        || !former.GoesWhere(changed);

    /// <summary>A change of other fields, with what a run goes by as it is now: another process may have changed that meanwhile.</summary>
    public static Auth0SecretRotation Onto(Auth0SecretRotation present, Auth0SecretRotation changed)
    {
        var onto = changed with
        {
            Connection = present.Connection,
            ConnectionId = present.ConnectionId,
            Domain = present.Domain,
            Tenant = present.Tenant,
            TenantHosts = present.TenantHosts,
            ClientId = present.ClientId,
            ApplicationName = present.ApplicationName,
            Vault = present.Vault,
            CopyTo = present.CopyTo,
        };

        // A label that is in no name is a field like others.
        return onto.GoesWhere(present) ? onto : onto with { SecretsMapping = present.SecretsMapping, Environment = present.Environment, SecretPath = present.SecretPath };
    }

    /// <summary>Takes the client's lease, and makes sure that nothing is unfinished and all is as the caller saw it.</summary>
    /// <param name="state">The saved rotations.</param>
    /// <param name="rotation">The rotation as the caller saw it.</param>
    /// <returns>What lets runs continue when it is disposed of.</returns>
    /// <exception cref="Auth0Exception">A run is under way or interrupted, or the rotation was changed or removed meanwhile.</exception>
    public static async Task<IDisposable> BeginAsync(Auth0State state, Auth0SecretRotation rotation, CancellationToken cancellationToken)
    {
        IDisposable lease;
        try
        {
            lease = await state.Leases.TakeAsync(rotation.Client, state.Limits.LeaseForChange, cancellationToken);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.RotationBusy)
        {
            throw RotationGuards.UnderWay(rotation, exception);
        }

        try
        {
            RotationGuards.RequireFinished(state, rotation);
            var present = state.Rotations.Find(rotation.Id) ?? throw state.Rotations.NotFound(rotation.Name);
            if (IsNeeded(rotation, present))
                throw Changed(rotation);
            Announcement.Withdraw(state, rotation);
            DriftMark.Clear(state, rotation);
            return lease;
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    private static Auth0Exception Changed(Auth0SecretRotation rotation) => new(
        ErrorReason.RotationBusy,
        $"Rotation '{rotation.Name}' was changed by another command meanwhile.",
        $"Look at it and try again: Get-Auth0SecretRotation {rotation.Name}")
    { Target = rotation.Name };
}
