using System.Globalization;
using Auth0Ps.Hooks;
using Auth0Ps.State;

namespace Auth0Ps.Insight;

/// <summary>Tells hooks of consumers that were left behind.</summary>
internal static class RefusedConsumers
{
    /// <summary>Records the event where consumers are refused since the rotation. However often the log is looked at, it is one event for each time that the secret was rotated.</summary>
    /// <param name="state">The hooks and their outbox.</param>
    /// <param name="rotation">The saved rotation.</param>
    /// <param name="usage">What the log shows of its application.</param>
    /// <returns>Which hooks are told; none where nobody is left behind.</returns>
    /// <exception cref="Auth0Exception">Hooks or outbox cannot be used.</exception>
    public static async Task<IReadOnlyList<Auth0RotationHookDelivery>> TellAsync(Auth0State state, Auth0SecretRotation rotation, Auth0SecretUsage usage)
    {
        if (UsageCheck.Of(rotation, usage) is not { Outcome: CheckOutcome.Failed } check)
            return [];

        var data = HookEventData.Of(rotation, usage.LastRotatedAt, check.Detail);
        return await state.Hooks.RecordAsync(RotationEvent.ConsumersRefused, string.Create(CultureInfo.InvariantCulture, $"{rotation.Id:n} {usage.LastRotatedAt:O}"), data, journaled: false);
    }
}
