using Auth0Ps.Rotation.Journal;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>Adds to a definition what the journal knows of its client's last run.</summary>
internal static class RotationRun
{
    /// <summary>The definition as it stands now.</summary>
    public static Auth0SecretRotation Of(Auth0SecretRotation definition, DateTimeOffset now)
    {
        try
        {
            return With(definition, RotationJournal.Find(definition.Domain, definition.ClientId), now);
        }
        catch (Auth0Exception exception) when (exception.Reason is ErrorReason.StateFileDamaged or ErrorReason.StateFileNewer)
        {
            // Whether its last run ended is not known, and that is what it is to be told by; the others are to be seen all the same.
            return definition with { RotationStatus = RotationStatus.Interrupted, State = RotationState.Interrupted, LastRotationMessage = $"{exception.Message} {exception.RecommendedAction}" };
        }
    }

    /// <summary>The definition with a run.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="entry">The client's last run; null when there was none.</param>
    /// <param name="now">The present time.</param>
    public static Auth0SecretRotation With(Auth0SecretRotation definition, RotationEntry? entry, DateTimeOffset now)
    {
        if (entry is null || !Concerns(entry, definition))
            return definition with { State = RotationSchedule.StateAt(now, definition.DueAt, definition.AutoRotation, wasRotated: false) };

        DateTimeOffset? rotatedAt = entry.RotatedAt >= definition.CreatedAt ? entry.RotatedAt : null;
        var dueAt = DueAt(definition, entry, rotatedAt);
        return definition with
        {
            DueAt = dueAt,
            RotationStatus = entry.IsOpen ? RotationStatus.Interrupted : entry.Status!.Value,
            State = entry.IsOpen ? RotationState.Interrupted : RotationSchedule.StateAt(now, dueAt, definition.AutoRotation, rotatedAt is not null),
            Age = now - rotatedAt,
            LastRotationAttemptedAt = entry.AttemptedAt,
            LastRotatedAt = rotatedAt,
            LastRotationJobId = entry.JobId,
            LastRotationMessage = entry.Message ?? (entry.IsOpen ? "It did not end, or has not ended yet." : null),
        };
    }

    /// <summary>What was done of this client before the definition was made is none of its runs, unless it is unfinished.</summary>
    private static bool Concerns(RotationEntry entry, Auth0SecretRotation definition) =>
        entry.IsOpen || entry.RotationId == definition.Id || entry.AttemptedAt >= definition.CreatedAt;

    private static DateTimeOffset DueAt(Auth0SecretRotation definition, RotationEntry entry, DateTimeOffset? rotatedAt)
    {
        var known = entry.RotationId == definition.Id && entry.AttemptedAt >= definition.ScheduledAt ? entry.DueAt : null;

        // A slot that a run did not serve goes on waiting.
        if (entry.Status != RotationStatus.Succeeded && known is { } waiting)
            return waiting;
        return rotatedAt is { } at && at >= definition.ScheduledAt ? RotationSchedule.SlotAfter(definition, at, known) : definition.DueAt;
    }
}
