using System.Globalization;
using Auth0Ps.Hooks;
using Auth0Ps.Rotation.Copies;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;

namespace Auth0Ps.Rotation.Drift;

/// <summary>
/// Remembers in the client's journal, under its lease, that a saved rotation's vault does not hold the live secret. The next success ends it, or a
/// look that proves the vault's secret live.
/// </summary>
internal static class DriftMark
{
    /// <summary>Since when a definition is known to have drifted; null where it is not. A mark from before the definition was made is of another one.</summary>
    /// <param name="entry">The client's journal; null when there is none.</param>
    public static DateTimeOffset? Of(Auth0SecretRotation rotation, RotationEntry? entry) => entry?.DriftedAt is { } at && at >= rotation.CreatedAt ? at : null;

    /// <summary>Sets the mark, and tells hooks; told first, so that a kill in between tells them twice and never not at all.</summary>
    /// <param name="former">The client's journal; null when there is none.</param>
    /// <param name="detail">What was found.</param>
    /// <returns>The hooks that are told.</returns>
    /// <exception cref="Auth0Exception">The journal cannot be written.</exception>
    public static async Task<IReadOnlyList<Auth0RotationHookDelivery>> SetAsync(Auth0State state, Auth0SecretRotation rotation, RotationEntry? former, DateTimeOffset now, string detail)
    {
        var hooks = await TellAsync(state, rotation, now, detail);
        state.Journal.Write((former ?? Unrotated(rotation, now)) with { DriftedAt = now });
        return hooks;
    }

    /// <summary>Ends the mark of a client whose lease the caller holds; without one, nothing happens.</summary>
    /// <exception cref="Auth0Exception">The journal cannot be read or written.</exception>
    public static void Clear(Auth0State state, Auth0SecretRotation rotation)
    {
        if (state.Journal.Find(rotation.Client) is { DriftedAt: not null } marked)
            state.Journal.Write(marked with { DriftedAt = null });
    }

    /// <summary>Tells hooks; that they cannot be told changes nothing of what was found.</summary>
    /// <param name="now">Since when it is known; the same time is the same event.</param>
    /// <param name="detail">What was found.</param>
    public static async Task<IReadOnlyList<Auth0RotationHookDelivery>> TellAsync(Auth0State state, Auth0SecretRotation rotation, DateTimeOffset now, string detail)
    {
        var data = HookEventData.Of(rotation, rotation.LastRotatedAt, detail);
        try
        {
            return await state.Hooks.RecordAsync(RotationEvent.Drifted, string.Create(CultureInfo.InvariantCulture, $"{rotation.Id:n} {now:O}"), data, journaled: false);
        }
        catch (Auth0Exception)
        {
            return [];
        }
    }

    /// <summary>What is remembered of a client that no run has rotated yet.</summary>
    public static RotationEntry Unrotated(Auth0SecretRotation rotation, DateTimeOffset now) => new()
    {
        JobId = Guid.NewGuid(),
        RotationId = rotation.Id,
        Name = rotation.Name,
        Domain = rotation.Domain,
        Tenant = rotation.Client.Tenant is var tenant && tenant == rotation.Domain ? null : tenant,
        ClientId = rotation.ClientId,
        ApplicationName = rotation.ApplicationName,
        ConnectionId = rotation.ConnectionId,
        Vault = rotation.Vault,
        Mapping = rotation.Entries,
        NextSuffix = SecretsMapping.NextSuffix,
        Copies = JournaledCopy.Of(rotation.Copies),
        CredentialType = rotation.CredentialType,
        Status = RotationStatus.None,
        AttemptedAt = now,
    };
}
