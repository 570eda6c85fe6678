using Auth0Ps.Rotation.Drift;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;

namespace Auth0Ps.Rotation.Definitions;

/// <summary>Adds to a definition what the journal knows of its client's last run.</summary>
internal static class RotationRun
{
    /// <summary>So many are asked for one by one, and not with all others.</summary>
    private const int Few = 3;

    /// <summary>The definition as it is now.</summary>
    public static Auth0SecretRotation Of(Auth0State state, Auth0SecretRotation definition)
    {
        try
        {
            var run = UnreadableJournal.Look(() => ClientRun.Of(state, definition.Client), UnreadableJournal.WayOut(definition.Name), definition.Name);
            return With(definition, run.Entry, state.Time.GetUtcNow(), run.IsUnderWay);
        }
        catch (Auth0Exception exception) when (exception.Reason is ErrorReason.StateFileDamaged or ErrorReason.StateFileNewer or ErrorReason.StateFileBusy or ErrorReason.StateStoreUnavailable)
        {
            // Whether its last run ended is not known, and that is what it is to be told by; the others are to be seen all the same.
            return definition with { RotationStatus = RotationStatus.Interrupted, State = RotationState.Interrupted, LastRotationMessage = $"{exception.Message} {exception.RecommendedAction}" };
        }
    }

    /// <summary>Many definitions as they are now. A store that machines share is asked once for all of them: each answer takes a way there and back.</summary>
    public static IReadOnlyList<Auth0SecretRotation> OfAll(Auth0State state, IReadOnlyCollection<Auth0SecretRotation> definitions)
    {
        if (!state.Store.IsOfManyMachines || definitions.Count <= Few)
            return [.. definitions.Select(definition => Of(state, definition))];

        var (now, damaged, entries) = (state.Time.GetUtcNow(), new HashSet<string>(StringComparer.Ordinal), new Dictionary<string, RotationEntry>(StringComparer.Ordinal));
        foreach (var entry in state.Journal.All((key, _) => damaged.Add(key)))
            entries[entry.FileName] = entry;
        return
        [
            .. definitions.Select(definition =>
            {
                RotationEntry? last = null;
                foreach (var key in definition.Client.Keys)
                {
                    if (entries.TryGetValue(key, out var entry) && (last is null || entry.Supersedes(last)))
                        last = entry;
                }

                // Of a run that did not end, the lease says whether it is under way.
                return last is { Status: null } || definition.Client.Keys.Any(damaged.Contains) ? Of(state, definition) : With(definition, last, now);
            }),
        ];
    }

    /// <summary>The definition with a run.</summary>
    /// <param name="definition">The definition.</param>
    /// <param name="entry">The client's last run; null when there was none.</param>
    /// <param name="isUnderWay">True while a process works on it; until that ends, the definition is shown as it was before.</param>
    public static Auth0SecretRotation With(Auth0SecretRotation definition, RotationEntry? entry, DateTimeOffset now, bool isUnderWay = false)
    {
        var driftedAt = DriftMark.Of(definition, entry);
        if (entry is null || !Concerns(entry, definition))
            return definition with { SeenAt = now, DriftedAt = driftedAt, State = driftedAt is not null ? RotationState.Drifted : RotationSchedule.StateAt(definition, now, definition.DueAt, wasRotated: false) };

        var rotatedAt = entry.RotatedAt >= definition.CreatedAt || IsOwn(entry, definition) ? entry.RotatedAt : null;
        var dueAt = DueAt(definition, entry, rotatedAt, now);
        var isAnnounced = entry.Status == RotationStatus.Announced;
        var hasRun = entry.Status != RotationStatus.None;
        var isInterrupted = entry.IsOpen && !isUnderWay && !isAnnounced;
        return definition with
        {
            SeenAt = now,
            DueAt = dueAt,
            RotationStatus = isInterrupted ? RotationStatus.Interrupted : isUnderWay ? Before(entry, rotatedAt) : entry.Status!.Value,
            DriftedAt = driftedAt,
            State = isInterrupted ? RotationState.Interrupted
                : driftedAt is not null ? RotationState.Drifted
                : isAnnounced ? AnnouncedAt(entry, now)
                : StateOf(RotationSchedule.StateAt(definition, now, dueAt, rotatedAt is not null), entry, isUnderWay),
            Age = now - rotatedAt,
            Keys = entry.Keys,
            ActiveIndex = entry.Kind.ActiveIndexOf(entry),
            AppliesAt = isAnnounced ? entry.AppliesAt : null,
            LastRotationAttemptedAt = hasRun ? entry.AttemptedAt : null,
            LastRotatedAt = rotatedAt,
            LastRotationJobId = hasRun ? entry.JobId : null,
            LastRotationMessage = isUnderWay ? ClientRun.UnderWay : entry.Message ?? (isInterrupted ? "It did not end." : null),
        };
    }

    /// <summary>A failure is what there is to see to, unless the rotation is due anyway.</summary>
    private static RotationState StateOf(RotationState planned, RotationEntry entry, bool isUnderWay) =>
        !isUnderWay && entry.Status == RotationStatus.Failed && planned is not (RotationState.Due or RotationState.Overdue) ? RotationState.Failed : planned;

    /// <summary>Once its time has come it is due, also where nothing rotates by itself.</summary>
    private static RotationState AnnouncedAt(RotationEntry entry, DateTimeOffset now) =>
        entry.AppliesAt is { } at && now < at ? RotationState.Announced : RotationSchedule.LateAt(now, entry.AppliesAt ?? now);

    /// <summary>True for a secret that a run of this very definition made, also when the clock was ahead while the definition was made.</summary>
    private static bool IsOwn(RotationEntry entry, Auth0SecretRotation definition) =>
        entry.RotatedBy == definition.Id || (entry is { RotatedBy: null, Status: RotationStatus.Succeeded } && entry.RotationId == definition.Id);

    /// <summary>How a definition stood before a run that has not ended; what was before it was made is none of its runs.</summary>
    private static RotationStatus Before(RotationEntry entry, DateTimeOffset? rotatedAt) =>
        entry.RotatedAt is not null && rotatedAt is null ? RotationStatus.None : entry.FormerStatus ?? RotationStatus.None;

    /// <summary>What was done of this client before the definition was made is none of its runs, unless it is unfinished.</summary>
    private static bool Concerns(RotationEntry entry, Auth0SecretRotation definition) =>
        entry.IsOpen || entry.RotationId == definition.Id || entry.AttemptedAt >= definition.CreatedAt;

    private static DateTimeOffset DueAt(Auth0SecretRotation definition, RotationEntry entry, DateTimeOffset? rotatedAt, DateTimeOffset now)
    {
        // A time that has not come yet was written while the clock was ahead, and says nothing.
        var scheduledAt = definition.ScheduledAt > now ? DateTimeOffset.MinValue : definition.ScheduledAt;
        var known = entry.RotationId == definition.Id && entry.AttemptedAt >= scheduledAt ? entry.DueAt : null;

        // A slot that a run did not serve keeps waiting.
        if (entry.Status != RotationStatus.Succeeded && known is { } waiting)
            return waiting;
        return rotatedAt is { } at && at >= scheduledAt ? RotationSchedule.SlotAfter(definition, at, known) : definition.DueAt;
    }
}
