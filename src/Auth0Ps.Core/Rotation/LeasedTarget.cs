using Auth0Ps.Applications;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Rotation;

/// <summary>What is to be rotated, once no other run may: a saved rotation may have been changed or removed since it was chosen.</summary>
internal sealed class LeasedTarget : IDisposable
{
    private readonly IDisposable _lease;

    private LeasedTarget(IDisposable lease, RotationTarget target, string? whyNot)
    {
        _lease = lease;
        Target = target;
        WhyNot = whyNot;
    }

    /// <summary>The target as it is now.</summary>
    public RotationTarget Target { get; }

    /// <summary>Why there is nothing to rotate any more; null when there is.</summary>
    public string? WhyNot { get; }

    /// <summary>Takes the client's lease; that of another client where the definition names another one by now.</summary>
    /// <param name="target">The target as it was chosen.</param>
    /// <param name="stop">Ends the wait.</param>
    /// <returns>It; null where a living process has the lease, and this run does not wait for it.</returns>
    /// <exception cref="Auth0Exception">The lease cannot be taken, or the saved rotations cannot be read.</exception>
    public static async Task<LeasedTarget?> TakeAsync(TenantSession session, RotationTarget target, CancellationToken stop)
    {
        while (true)
        {
            var (leases, client) = (session.State.Leases, session.ClientOf(target.ClientId));
            var lease = target.Options.Waits == LeaseWait.ForOthers ? await leases.TakeAsync(client, stop) : await leases.TryTakeAsync(client, target.Options.Waits == LeaseWait.ForTheDead, stop);
            if (lease is null)
                return null;
            try
            {
                var (present, whyNot) = Look(session.State.Rotations, session.ClientOf(target.ClientId).Tenant, target);
                if (whyNot is not null || present.ClientId == target.ClientId)
                    return new LeasedTarget(lease, present, whyNot);
                target = present;
            }
            catch
            {
                lease.Dispose();
                throw;
            }

            lease.Dispose();
        }
    }

    public void Dispose() => _lease.Dispose();

    private static (RotationTarget Present, string? WhyNot) Look(RotationRegistry rotations, string tenant, RotationTarget target)
    {
        if (target.RotationId is not { } id)
            return (target, null);
        if (rotations.Find(id) is not { } definition)
            return (target, "it was removed meanwhile");

        return definition.Client.Tenant != tenant
            ? (target, $"it was changed meanwhile, and goes through connection '{definition.Connection}' to another tenant now")
            : (definition.ToTarget(target.Options), null);
    }
}
