using System.IO.Enumeration;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;

namespace Auth0Ps.Hooks;

/// <summary>The hooks, and the outbox in which events wait for them; both outlive the process.</summary>
/// <param name="state">Where they are stored.</param>
internal sealed class RotationHooks(Auth0State state)
{
    /// <summary>How many deliveries that were given up are shown of each hook.</summary>
    private const int ShownGivenUp = 20;

    /// <summary>How many deliveries that are over are remembered of each hook, so that none is recorded again.</summary>
    private const int Remembered = 500;

    /// <summary>All hooks with their deliveries, by name.</summary>
    /// <exception cref="Auth0Exception">Hooks or outbox cannot be read.</exception>
    public IReadOnlyList<Auth0RotationHook> All
    {
        get
        {
            var records = Outbox.Read().ToDictionary(record => record.HookId);
            return [.. Stored.Read().Select(hook => With(hook, records.GetValueOrDefault(hook.Id))).OrderBy(hook => hook.Name, StringComparer.Ordinal)];
        }
    }

    /// <summary>True where a delivery waits whose time has come.</summary>
    public bool AnythingDue => Outbox.Read().Any(record => record.Deliveries.Any(delivery => IsDue(delivery, Now)));

    private IStateList<Auth0RotationHook> Stored => state.Store.Hooks;

    private IStateList<HookRecord> Outbox => state.Store.Outbox;

    private DateTimeOffset Now => state.Time.GetUtcNow();

    /// <summary>Whether a delivery is to be tried now.</summary>
    public static bool IsDue(HookDelivery delivery, DateTimeOffset now) => delivery.Status == RotationHookStatus.Waiting && delivery.NextAttemptAt <= now;

    /// <summary>What is kept of a hook's deliveries.</summary>
    public HookRecord RecordOf(Guid hook) => Outbox.Read().FirstOrDefault(record => record.HookId == hook) ?? new HookRecord { HookId = hook };

    /// <summary>A delivery as it is now, also when another command delivered it.</summary>
    public HookDelivery Stand(HookDelivery known)
    {
        foreach (var record in Outbox.Read())
        {
            if (record.Deliveries.FirstOrDefault(delivery => delivery.Id == known.Id) is { } waiting)
                return waiting;
            if (record.Ended.Contains(known.Id, StringComparer.Ordinal))
                return known with { Status = RotationHookStatus.Delivered, Message = "Another command delivered it." };
        }

        return known;
    }

    /// <summary>Says that no hook has this name, and which exist.</summary>
    public Auth0Exception NotFound(string name)
    {
        var names = Stored.Read().Select(hook => hook.Name).Take(10).ToList();
        return new Auth0Exception(
            ErrorReason.HookNotFound,
            $"There is no hook '{name}'.",
            names.Count == 0 ? "Register one: Register-Auth0RotationHook NAME -On Succeeded -ScriptPath FILE" : $"Known here: {string.Join(", ", names)}. Get-Auth0RotationHook shows them.")
        { Target = name };
    }

    /// <summary>Refuses a hook whose name another one has.</summary>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.HookExists"/>.</exception>
    public void RequireFree(string name, bool replaces)
    {
        if (!replaces && Stored.Read().FirstOrDefault(hook => IsNamed(hook, name)) is { } taken)
            throw Exists(taken);
    }

    /// <summary>Registers a hook. One that replaces another takes over what waits for it, and that is tried at once.</summary>
    /// <param name="hook">The hook.</param>
    /// <param name="replaces">True puts it in the place of one of the same name.</param>
    /// <exception cref="Auth0Exception"><see cref="ErrorReason.HookExists"/>, or the file cannot be used.</exception>
    public async Task<Auth0RotationHook> AddAsync(Auth0RotationHook hook, bool replaces, CancellationToken cancellationToken)
    {
        var kept = hook;
        await Stored.UpdateAsync(
            list =>
            {
                var former = list.FirstOrDefault(other => IsNamed(other, hook.Name));
                if (former is not null && !replaces)
                    throw Exists(former);
                kept = former is null ? hook : hook with { Id = former.Id, CreatedAt = former.CreatedAt };
                return former is null ? [.. list, kept] : [.. list.Select(other => other.Id == kept.Id ? kept : other)];
            },
            cancellationToken);
        if (RecordOf(kept.Id).Deliveries.Count > 0)
            await ChangeAsync(kept.Id, record => record with { Deliveries = [.. record.Deliveries.Select(delivery => delivery.Status == RotationHookStatus.Waiting ? delivery with { NextAttemptAt = Now } : delivery)] }, cancellationToken);
        return With(kept, RecordOf(kept.Id));
    }

    /// <summary>Removes a hook, and what waits for it.</summary>
    public async Task RemoveAsync(Auth0RotationHook hook, CancellationToken cancellationToken)
    {
        await Stored.UpdateAsync(list => [.. list.Where(other => other.Id != hook.Id)], cancellationToken);
        if (Outbox.Read().Any(record => record.HookId == hook.Id))
            await Outbox.UpdateAsync(list => [.. list.Where(record => record.HookId != hook.Id)], cancellationToken);
    }

    /// <summary>Writes an event down for every hook that is told of it; when this returns, a crash no longer loses it.</summary>
    /// <param name="what">What happened.</param>
    /// <param name="key">What distinguishes it from other events of its kind; recorded again with the same key, it is the same event.</param>
    /// <param name="data">What hooks are told.</param>
    /// <param name="journaled">True where it counts once the journal says that this very run ended.</param>
    /// <exception cref="Auth0Exception">Hooks or outbox cannot be used.</exception>
    public async Task<IReadOnlyList<Auth0RotationHookDelivery>> RecordAsync(RotationEvent what, string key, HookEventData data, bool journaled)
    {
        var told = Stored.Read().Where(hook => hook.On.Contains(what) && hook.Rotation.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, data.Rotation, ignoreCase: true))).ToList();
        if (told.Count == 0)
            return [];

        var now = Now;
        var added = told.ToDictionary(
            hook => hook.Id,
            hook => new HookDelivery { Id = HookDelivery.IdOf(hook.Id, what, key), Event = what, At = now, Data = data, Journaled = journaled, NextAttemptAt = now });
        await Outbox.UpdateAsync(
            list =>
            {
                var records = list.ToList();
                foreach (var (hook, delivery) in added)
                {
                    var index = records.FindIndex(record => record.HookId == hook);
                    if (index < 0)
                        records.Add(Add(new HookRecord { HookId = hook }, delivery));
                    else
                        records[index] = Add(records[index], delivery);
                }

                return records;
            },
            CancellationToken.None);
        return [.. told.Select(hook => new Auth0RotationHookDelivery(hook.Name, added[hook.Id]))];
    }

    /// <summary>The same for what became of a rotation, unless hooks or outbox cannot be used: that changes nothing of what became of it.</summary>
    /// <param name="outcome">What became of it.</param>
    /// <param name="tenant">The tenant's own host.</param>
    /// <param name="entry">The run as the journal is about to have it; null where the journal has none.</param>
    public async Task<IReadOnlyList<Auth0RotationHookDelivery>> RecordAsync(RotationOutcome outcome, string tenant, RotationEntry? entry)
    {
        if (!Enum.TryParse<RotationEvent>(outcome.Status.ToString(), out var what))
            return [];
        try
        {
            return await RecordAsync(what, $"{outcome.JobId:n}", HookEventData.Of(outcome, tenant, NextRotationOf(outcome, entry)), journaled: entry is not null);
        }
        catch (Auth0Exception)
        {
            return [];
        }
    }

    /// <summary>Writes down what came of attempts.</summary>
    /// <param name="hook">The hook.</param>
    /// <param name="attempts">What came of which delivery.</param>
    /// <returns>The deliveries as they are now.</returns>
    public async Task<IReadOnlyList<HookDelivery>> SettleAsync(Guid hook, IReadOnlyList<(HookDelivery Delivery, HookAttempt Attempt)> attempts)
    {
        var now = Now;
        var after = attempts.Select(one => (After: After(one.Delivery, one.Attempt, now), one.Attempt)).ToList();
        await ChangeAsync(hook, record => after.Aggregate(record, (kept, one) => Settle(kept, one.After, one.Attempt, now)), CancellationToken.None);
        return [.. after.Select(static one => one.After)];
    }

    private static HookDelivery After(HookDelivery tried, HookAttempt attempt, DateTimeOffset now)
    {
        var count = tried.Attempts + 1;
        return tried with
        {
            Attempts = count,
            Message = attempt.Message,
            Status = attempt.Succeeded ? RotationHookStatus.Delivered : attempt.IsFinal || HookBackOff.IsOver(count) ? RotationHookStatus.GivenUp : RotationHookStatus.Waiting,
            NextAttemptAt = HookBackOff.After(count, now, attempt.Wait),
        };
    }

    private static HookRecord Settle(HookRecord record, HookDelivery after, HookAttempt attempt, DateTimeOffset now)
    {
        if (!record.Deliveries.Any(delivery => delivery.Id == after.Id && delivery.Status == RotationHookStatus.Waiting))
            return record;

        var deliveries = record.Deliveries.Select(delivery => delivery.Id == after.Id ? after : delivery).Where(static delivery => delivery.Status != RotationHookStatus.Delivered).ToList();
        var givenUp = deliveries.Where(static delivery => delivery.Status == RotationHookStatus.GivenUp).ToList();
        foreach (var old in givenUp.Take(Math.Max(0, givenUp.Count - ShownGivenUp)))
            deliveries.Remove(old);
        return record with
        {
            Delivered = record.Delivered + (attempt.Succeeded ? 1 : 0),
            GivenUp = record.GivenUp + (after.Status == RotationHookStatus.GivenUp ? 1 : 0),
            LastAttemptedAt = now,
            LastDeliveredAt = attempt.Succeeded ? now : record.LastDeliveredAt,
            LastMessage = attempt.Message,
            LastOutput = attempt.Output,
            Deliveries = deliveries,
            Ended = after.Status == RotationHookStatus.Waiting ? record.Ended : [.. record.Ended.Append(after.Id).TakeLast(Remembered)],
        };
    }

    /// <summary>Adds a delivery that is not there yet. A run that was killed before it ended may end in another way, which is what counts then.</summary>
    private static HookRecord Add(HookRecord record, HookDelivery delivery) =>
        record.Ended.Contains(delivery.Id, StringComparer.Ordinal) || record.Deliveries.Any(known => known.Id == delivery.Id)
            ? record
            : record with { Deliveries = [.. record.Deliveries.Where(known => !IsReplacedBy(known, delivery)), delivery] };

    private static bool IsReplacedBy(HookDelivery known, HookDelivery delivery) =>
        known is { Journaled: true, Status: RotationHookStatus.Waiting, Event: RotationEvent.Succeeded or RotationEvent.Failed }
        && delivery.Journaled && known.Data.JobId == delivery.Data.JobId && known.Event != delivery.Event;

    private DateTimeOffset? NextRotationOf(RotationOutcome outcome, RotationEntry? entry)
    {
        if (outcome.RotationId is not { } id)
            return null;
        return entry is null
            ? state.Rotations.Find(id)?.NextRotationAt
            : state.Rotations.Definitions.FirstOrDefault(definition => definition.Id == id) is { } definition ? RotationRun.With(definition, entry, Now).NextRotationAt : null;
    }

    private async Task ChangeAsync(Guid hook, Func<HookRecord, HookRecord> change, CancellationToken cancellationToken) =>
        await Outbox.UpdateAsync(list => [.. list.Select(record => record.HookId == hook ? change(record) : record)], cancellationToken);

    private static Auth0RotationHook With(Auth0RotationHook hook, HookRecord? record) => record is null ? hook : hook with
    {
        Delivered = record.Delivered,
        GivenUp = record.GivenUp,
        LastAttemptedAt = record.LastAttemptedAt,
        LastDeliveredAt = record.LastDeliveredAt,
        LastMessage = record.LastMessage,
        LastOutput = record.LastOutput,
        Deliveries = [.. record.Deliveries.Select(delivery => new Auth0RotationHookDelivery(hook.Name, delivery))],
    };

    private static bool IsNamed(Auth0RotationHook hook, string name) => string.Equals(hook.Name, name, StringComparison.OrdinalIgnoreCase);

    private static Auth0Exception Exists(Auth0RotationHook hook) => new(
        ErrorReason.HookExists,
        $"A hook '{hook.Name}' is registered already.",
        "Choose another name, or put this one in its place with -Force: what waits for it is then tried at once.")
    { Target = hook.Name };
}
