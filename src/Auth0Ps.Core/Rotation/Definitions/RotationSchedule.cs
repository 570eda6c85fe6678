using System.Security.Cryptography;
using System.Text;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>
/// When rotations are due. Slots lie whole days apart and are counted from the slot before, not from the minute that the work ended,
/// so that they do not drift; slots that were missed are made up for by one rotation. From its slot on a rotation may begin by itself
/// as long as an opening lasts, which the days of the week, the window and the jitter of its definition say.
/// </summary>
internal static class RotationSchedule
{
    /// <summary>A slot later than this is overdue.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <summary>How long an opening lasts on chosen days of the week where no window is given.</summary>
    private static readonly TimeSpan WholeDay = TimeSpan.FromDays(1);

    /// <summary>The slot of a day.</summary>
    public static DateTimeOffset SlotOn(DateOnly day, TimeOnly at) => new(day.ToDateTime(at), TimeSpan.Zero);

    /// <summary>The day of a moment, in UTC.</summary>
    public static DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(moment.UtcDateTime);

    /// <summary>A local time of day in UTC, at the offset that this zone has now.</summary>
    public static TimeOnly ToUtc(TimeOnly local, TimeZoneInfo zone, DateTimeOffset now) => local.Add(-zone.GetUtcOffset(now));

    /// <summary>The days of the week in UTC on which a local time of day comes on local days of the week.</summary>
    /// <param name="days">The local days.</param>
    public static IReadOnlyList<DayOfWeek> ToUtc(IReadOnlyList<DayOfWeek> days, TimeOnly local, TimeZoneInfo zone, DateTimeOffset now)
    {
        _ = local.Add(-zone.GetUtcOffset(now), out var shift);
        return [.. days.Select(day => (DayOfWeek)(((int)day + shift + 7) % 7))];
    }

    /// <summary>The first slot of a definition, as long as nothing was rotated since it was made or scheduled anew.</summary>
    public static DateTimeOffset FirstSlot(Auth0SecretRotation rotation) =>
        rotation.PlannedAt ?? SlotOn(rotation.CountsFrom.AddDays(rotation.RotationInterval), rotation.RotateAtUtc);

    /// <summary>
    /// The slot that follows a rotation. After one that came so late that the next slot is less than half an interval away, counting begins anew on its
    /// day, so that nothing is rotated twice within days.
    /// </summary>
    /// <param name="rotatedAt">When Auth0 accepted the secret.</param>
    /// <param name="dueAt">The slot that was next when the run began; null when nobody wrote it down.</param>
    public static DateTimeOffset SlotAfter(Auth0SecretRotation rotation, DateTimeOffset rotatedAt, DateTimeOffset? dueAt)
    {
        var next = SlotOn(CountedFrom(rotation, rotatedAt, dueAt).AddDays(rotation.RotationInterval), rotation.RotateAtUtc);
        return next - rotatedAt >= TimeSpan.FromDays(rotation.RotationInterval) / 2
            ? next
            : SlotOn(DayOf(rotatedAt).AddDays(rotation.RotationInterval), rotation.RotateAtUtc);
    }

    /// <summary>When a rotation may next begin by itself; in the past as long as that opening lasts.</summary>
    /// <param name="dueAt">The slot that it waits for.</param>
    public static DateTimeOffset OpeningAt(Auth0SecretRotation rotation, DateTimeOffset dueAt, DateTimeOffset now)
    {
        var first = DayOf(dueAt);
        if (rotation is { RotationWindow: null, RotateOn.Count: 0 })
            return dueAt + JitterOn(rotation, first);

        // Not day by day through the years that a machine was off.
        var span = rotation.RotationWindow ?? WholeDay;
        var earliest = DayOf(now) is var today && today.DayNumber > 400 ? DayOf(now - span - (rotation.Jitter ?? TimeSpan.Zero)).AddDays(-1) : first;
        for (var day = earliest > first ? earliest : first; ; day = day.AddDays(1))
        {
            if (rotation.RotateOn.Count > 0 && !rotation.RotateOn.Contains(day.DayOfWeek))
                continue;
            var opening = (day == first ? dueAt : SlotOn(day, rotation.RotateAtUtc)) + JitterOn(rotation, day);
            if (opening + span > now)
                return opening;
        }
    }

    /// <summary>The state of a definition that is not interrupted.</summary>
    /// <param name="dueAt">The slot that it waits for.</param>
    public static RotationState StateAt(Auth0SecretRotation rotation, DateTimeOffset now, DateTimeOffset dueAt, bool wasRotated)
    {
        if (!rotation.AutoRotation)
            return RotationState.Paused;
        var first = OpeningAt(rotation, dueAt, DateTimeOffset.MinValue);
        return now < first ? (wasRotated ? RotationState.UpToDate : RotationState.Never)
            : now - first > Grace || now < OpeningAt(rotation, dueAt, now) ? RotationState.Overdue
            : RotationState.Due;
    }

    /// <summary>The state of what waits since a moment and is not held back.</summary>
    public static RotationState LateAt(DateTimeOffset now, DateTimeOffset since) => now - since > Grace ? RotationState.Overdue : RotationState.Due;

    /// <summary>How much later than its time of day a rotation begins on a day: always the same for this rotation and day, in whichever process.</summary>
    private static TimeSpan JitterOn(Auth0SecretRotation rotation, DateOnly day)
    {
        if (rotation.Jitter is not { } jitter)
            return TimeSpan.Zero;
        var hash = SHA256.HashData(Encoding.ASCII.GetBytes($"{rotation.Id:n} {day.DayNumber}"));
        return TimeSpan.FromSeconds(Math.Floor(jitter.TotalSeconds * (BitConverter.ToUInt32(hash) / (uint.MaxValue + 1.0))));
    }

    /// <summary>The day that counting continues from: that of the last slot that had come, or of a rotation by hand before its slot.</summary>
    private static DateOnly CountedFrom(Auth0SecretRotation rotation, DateTimeOffset rotatedAt, DateTimeOffset? dueAt)
    {
        if (rotatedAt < (dueAt ?? FirstSlot(rotation)))
            return DayOf(rotatedAt);
        if (dueAt is { } due)
            return DayOf(due).AddDays((int)(rotatedAt - due).TotalDays / rotation.RotationInterval * rotation.RotationInterval);

        // Of a rotation that is not this one's it is only known that its slot, if it had one, was at this time of day.
        var day = DayOf(rotatedAt);
        return rotatedAt < SlotOn(day, rotation.RotateAtUtc) ? day.AddDays(-1) : day;
    }
}
