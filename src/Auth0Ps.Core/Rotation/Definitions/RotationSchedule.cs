namespace Auth0Ps.Rotation.Definitions;

/// <summary>
/// When rotations are due. Slots lie whole days apart and are counted from the slot before, not from the minute that the work ended,
/// so that they do not drift; slots that were missed are made up for by one rotation.
/// </summary>
internal static class RotationSchedule
{
    /// <summary>A slot later than this is overdue.</summary>
    private static readonly TimeSpan Grace = TimeSpan.FromDays(1);

    /// <summary>The slot of a day.</summary>
    public static DateTimeOffset SlotOn(DateOnly day, TimeOnly at) => new(day.ToDateTime(at), TimeSpan.Zero);

    /// <summary>The day of a moment, in UTC.</summary>
    public static DateOnly DayOf(DateTimeOffset moment) => DateOnly.FromDateTime(moment.UtcDateTime);

    /// <summary>A local time of day in UTC, at the offset that this zone has now.</summary>
    public static TimeOnly ToUtc(TimeOnly local, TimeZoneInfo zone, DateTimeOffset now) => local.Add(-zone.GetUtcOffset(now));

    /// <summary>The first slot of a definition, as long as nothing was rotated since it was made or scheduled anew.</summary>
    public static DateTimeOffset FirstSlot(Auth0SecretRotation rotation) =>
        rotation.PlannedAt ?? SlotOn(rotation.CountsFrom.AddDays(rotation.RotationInterval), rotation.RotateAtUtc);

    /// <summary>The slot that follows a rotation.</summary>
    /// <param name="rotatedAt">When Auth0 accepted the secret.</param>
    /// <param name="dueAt">The slot that was next when the run began; null when nobody wrote it down.</param>
    public static DateTimeOffset SlotAfter(Auth0SecretRotation rotation, DateTimeOffset rotatedAt, DateTimeOffset? dueAt)
    {
        var day = CountedFrom(rotation, rotatedAt, dueAt);
        return SlotOn(day.AddDays(rotation.RotationInterval), rotation.RotateAtUtc);
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

    /// <summary>The state of a definition that is not interrupted.</summary>
    public static RotationState StateAt(DateTimeOffset now, DateTimeOffset dueAt, bool isAutomatic, bool wasRotated) =>
        !isAutomatic ? RotationState.Paused
        : now - dueAt > Grace ? RotationState.Overdue
        : now >= dueAt ? RotationState.Due
        : wasRotated ? RotationState.UpToDate
        : RotationState.Never;
}
