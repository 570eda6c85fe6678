using System.Globalization;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;

namespace Auth0Ps.Rotation.ClientSecrets;

/// <summary>The time in which consumers can read the next secret beside the current one, before it becomes live.</summary>
internal static class Announcement
{
    /// <summary>The shortest one. A bare number is taken for ticks by PowerShell, and is refused so.</summary>
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(1);

    /// <summary>True while an announced value waits for its time.</summary>
    public static bool IsWaiting(RotationEntry entry, DateTimeOffset now) => entry is { Status: RotationStatus.Announced, AppliesAt: { } at } && now < at;

    /// <summary>The rotation as announced, where its staged value is to be announced, or to wait on; null where it is to be sent now.</summary>
    /// <remarks>A value that Auth0 may have heard of is sent: it may be live, and waiting would leave that open.</remarks>
    public static RotationEntry? Of(RotationEntry entry, DateTimeOffset now) =>
        entry is not { AnnounceFor: { } time, EverUnknown: false, Phase: < RotationPhase.Applying } ? null
        : entry.Phase < RotationPhase.Announced ? entry with { Phase = RotationPhase.Announced, AppliesAt = now + time }
        : now < entry.AppliesAt ? entry
        : null;

    /// <summary>Ends an announcement before it comes into effect: nobody but the vault has heard of its value.</summary>
    public static RotationEntry Withdrawn(RotationEntry entry) => entry with
    {
        Status = RotationStatus.Failed,
        AppliesAt = null,
        Message = "The announced secret was withdrawn, because the rotation was changed. The present one is live.",
    };

    /// <summary>Withdraws what is announced of a client, of which the caller holds the lease; without that, nothing happens.</summary>
    public static void Withdraw(Auth0State state, Auth0SecretRotation rotation)
    {
        if (state.Journal.Find(rotation.Client) is { Status: RotationStatus.Announced } announced)
            state.Journal.Write(Withdrawn(announced));
    }

    /// <summary>Refuses a time that cannot be kept.</summary>
    /// <param name="time">The time; null for none.</param>
    /// <param name="kind">What is rotated.</param>
    /// <param name="interval">The days from one rotation to the next; null where there is no next one.</param>
    /// <param name="target">What the error is about.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.InvalidArgument"/>.</exception>
    public static void Require(TimeSpan? time, CredentialKind kind, int? interval, string target)
    {
        if (time is not { } announced)
            return;
        if (kind.IsKey)
            throw Invalid("-AnnounceFor is for client secrets: a private key works beside the previous one, so that it needs no announcement.", "Leave -AnnounceFor out; -Overlap says how long both work.");
        var longest = TimeSpan.FromDays(interval ?? RotationGuards.LongestInterval);
        if (announced < Shortest)
            throw Invalid($"A secret cannot be announced for {announced}.", "Give -AnnounceFor as a span, such as 1.00:00:00 for a day or 02:00:00 for two hours; 0 announces nothing.");
        if (announced >= longest)
            throw Invalid(string.Create(CultureInfo.InvariantCulture, $"Announced for {announced}, the next secret would not be live before the one after it is due, {longest.TotalDays} day(s) later."), "Choose a shorter -AnnounceFor or a longer -RotationInterval.");

        Auth0Exception Invalid(string message, string action) => new(ErrorReason.InvalidArgument, message, action) { Target = target };
    }
}
