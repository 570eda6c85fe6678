using System.Collections.Concurrent;
using Auth0Ps.Connections;
using Auth0Ps.Diagnostics;
using Auth0Ps.State;

namespace Auth0Ps.Hooks;

/// <summary>Delivers what waits in the outbox, and tries hooks out.</summary>
/// <param name="state">The hooks and their outbox.</param>
internal sealed class HookRunner(Auth0State state)
{
    /// <summary>So many deliveries to one hook at once.</summary>
    private const int AtOnce = 4;

    /// <summary>After so many failures in a row the rest of a hook's deliveries waits for a later run.</summary>
    private const int MostFailures = 8;

    private readonly ConcurrentDictionary<string, HookDelivery> _settled = new(StringComparer.Ordinal);
    private readonly HookScript _script = new(state);
    private readonly Webhook _webhook = new(state);

    /// <summary>Delivers what is due, and what was just recorded.</summary>
    /// <param name="told">Told of each attempt.</param>
    /// <returns>The hooks of which attempts failed in this run.</returns>
    /// <exception cref="Auth0Exception">Hooks or outbox cannot be used.</exception>
    /// <exception cref="OperationCanceledException">Stopped; what was not delivered waits.</exception>
    public async Task<IReadOnlyList<HookFailure>> DeliverAsync(Action<string> told, CancellationToken stop)
    {
        if (!state.Hooks.AnythingDue)
            return [];
        var failures = await Task.WhenAll(state.Hooks.All.Where(static hook => hook.Waiting > 0).Select(hook => DeliverAsync(hook, told, stop)));
        return [.. failures.OfType<HookFailure>()];
    }

    /// <summary>A delivery as it is after this run; null where this run did not try it.</summary>
    public HookDelivery? Find(string id) => _settled.GetValueOrDefault(id);

    /// <summary>Sends a hook one event that says it is a test.</summary>
    public async Task<HookAttempt> TryAsync(Auth0RotationHook hook, CancellationToken stop)
    {
        var delivery = new HookDelivery
        {
            Id = HookDelivery.IdOf(hook.Id, RotationEvent.Succeeded, $"{Guid.NewGuid():n}"),
            Event = hook.On[0],
            At = state.Time.GetUtcNow(),
            Data = new HookEventData { Rotation = "test", ClientId = "test", Tenant = "test", Message = "This is a test: nothing was rotated.", Host = Environment.MachineName },
        };
        return await AttemptAsync(hook, delivery, stop);
    }

    private async Task<HookFailure?> DeliverAsync(Auth0RotationHook hook, Action<string> told, CancellationToken stop)
    {
        IDisposable turn;
        try
        {
            // One process after the other, so that nothing is delivered twice; a dead one's turn ends by itself.
            turn = await state.Leases.TakeAsync(new ClientIdentity("hook", $"{hook.Id:n}"), state.Limits.HookTurn, stop);
        }
        catch (Auth0Exception exception) when (exception.Reason == ErrorReason.RotationBusy)
        {
            told($"Another process delivers to hook '{hook.Name}'; what waits for it is left to that.");
            return null;
        }

        using (turn)
            return await DeliverInTurnAsync(hook, told, stop);
    }

    private async Task<HookFailure?> DeliverInTurnAsync(Auth0RotationHook hook, Action<string> told, CancellationToken stop)
    {
        var tried = new HashSet<string>(StringComparer.Ordinal);
        var failed = new List<(HookDelivery Delivery, HookAttempt Attempt)>();
        var inARow = 0;
        while (inARow < MostFailures)
        {
            var now = state.Time.GetUtcNow();
            var due = state.Hooks.RecordOf(hook.Id).Deliveries.Where(delivery => RotationHooks.IsDue(delivery, now) && !tried.Contains(delivery.Id) && IsCertain(delivery)).Take(AtOnce).ToList();
            if (due.Count == 0)
                break;
            tried.UnionWith(due.Select(static delivery => delivery.Id));
            var done = new List<(HookDelivery Delivery, HookAttempt Attempt)>();
            try
            {
                await Task.WhenAll(due.Select(async delivery =>
                {
                    var attempt = await Measurements.HookAsync(hook, delivery.Event, () => AttemptAsync(hook, delivery, stop));
                    lock (done)
                        done.Add((delivery, attempt));
                }));
            }
            finally
            {
                // Also after a stop: what was delivered is not delivered again.
                if (done.Count > 0)
                {
                    foreach (var settled in await state.Hooks.SettleAsync(hook.Id, done))
                        _settled[settled.Id] = settled;
                }
            }

            foreach (var (delivery, attempt) in done)
                told($"Hook '{hook.Name}', {delivery.Event} of rotation '{delivery.Data.Rotation}': {attempt.Message}");
            failed.AddRange(done.Where(static one => !one.Attempt.Succeeded));
            inARow = done.Exists(static one => one.Attempt.Succeeded) ? 0 : inARow + done.Count;
            if (done.Exists(static one => one.Attempt.IsOutOfTime))
                break;
        }

        return failed.Count == 0 ? null : new HookFailure(hook, failed);
    }

    private Task<HookAttempt> AttemptAsync(Auth0RotationHook hook, HookDelivery delivery, CancellationToken stop) => hook.ScriptPath is not null
        ? _script.RunAsync(hook, HookPayload.Of(delivery, RotationHookFormat.Json), stop)
        : _webhook.SendAsync(hook, delivery.Id, HookPayload.Of(delivery, hook.Format), stop);

    /// <summary>False while it may not be true yet: the run that recorded it was killed, or is just about to end.</summary>
    private bool IsCertain(HookDelivery delivery)
    {
        if (!delivery.Journaled)
            return true;
        try
        {
            return state.Journal.Find(state.Connections.Tenants.Client(delivery.Data.Tenant, delivery.Data.ClientId)) is not { Status: null } entry || entry.JobId != delivery.Data.JobId;
        }
        catch (Auth0Exception)
        {
            // What cannot be read proves nothing against it.
            return true;
        }
    }
}

/// <summary>A hook that did not take everything in this run.</summary>
/// <param name="Hook">The hook.</param>
/// <param name="Failed">What it did not take, and why.</param>
internal sealed record HookFailure(Auth0RotationHook Hook, IReadOnlyList<(HookDelivery Delivery, HookAttempt Attempt)> Failed)
{
    /// <summary>The same for a user.</summary>
    public Auth0Exception ToException()
    {
        const int Named = 5;
        var (_, last) = Failed[^1];
        var names = Failed.Select(static one => one.Delivery.Data.Rotation).Distinct(StringComparer.Ordinal).ToList();
        var of = string.Join(", ", names.Take(Named)) + (names.Count > Named ? $" and {names.Count - Named} more" : "");
        return new Auth0Exception(
            ErrorReason.HookFailed,
            $"Hook '{Hook.Name}' was not delivered for {of}: {last.Message} The rotations themselves are not affected.",
            $"{last.Recommendation ?? "Test-Auth0RotationHook tries it out."} What waits is tried again by later runs: Get-Auth0RotationHook {Hook.Name}")
        { Target = Hook.Name };
    }
}
