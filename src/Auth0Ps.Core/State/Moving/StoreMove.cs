using System.Diagnostics;
using Auth0Ps.Connections;

namespace Auth0Ps.State.Moving;

/// <summary>
/// Moves everything from the store that is used to another one. The old store is in use and whole until one write marks it as moved, and before that write the
/// new one is whole; a move that was cut short before is begun again, and one that was cut short after is finished.
/// </summary>
/// <param name="stores">Which store is used.</param>
/// <param name="limits">How long to wait for rotations.</param>
/// <param name="time">The clock.</param>
internal sealed class StoreMove(StateStores stores, TimeLimits limits, TimeProvider time)
{
    /// <summary>Copies are written some at a time: each takes a way to a server and back.</summary>
    private const int AtATime = 8;

    /// <summary>The longest time that a request of a lost holder takes to the tenant.</summary>
    private static readonly TimeSpan Request = TimeSpan.FromSeconds(30);

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Told of each step once it is done.</summary>
    public Action<string>? Reached { get; init; }

    /// <summary>Moves it.</summary>
    /// <param name="to">Where to.</param>
    /// <param name="cancellationToken">Ends it before the old store is marked as moved.</param>
    /// <returns>The version of the new store's form.</returns>
    /// <exception cref="Auth0Exception">It cannot be moved; the old store stays in use.</exception>
    public async Task<int> RunAsync(StateLocation to, CancellationToken cancellationToken)
    {
        var from = stores.Location;
        if (from.IsSameAs(to))
            throw MoveFaults.SamePlace(from.Written, to.Written, stores.IsOfEnvironment);
        var (source, target) = (stores.Open(from).Guard, stores.Open(to).Guard);
        var version = target.Store.RequireUsable();
        _ = source.Store.RequireUsable();
        var (mark, there) = (MarkOf(source), MarkOf(target));
        if (mark is { Role: StateMarkRole.ReceivesFrom })
            throw MoveFaults.Unfinished(source.Place, mark);
        if (mark is not { Role: StateMarkRole.MovedTo })
            await CopyAsync(source, target, to, cancellationToken);
        else if (mark.Other != to.Written && there?.Id != mark.Id)
            throw MoveFaults.Moved(source.Place, mark);

        await PutAsync(target.Store, MarkOf(target), mark: null);
        Reached?.Invoke("the new place is opened");
        stores.Set(to);
        source.Forget();
        target.Forget();
        Reached?.Invoke("the new place is set");
        return version;
    }

    private async Task CopyAsync(StoreGuard source, StoreGuard target, StateLocation to, CancellationToken cancellationToken)
    {
        var former = MarkOf(source);
        var mark = new StateMark { Id = former?.Id ?? Guid.NewGuid(), Role = StateMarkRole.MovesTo, Other = to.Written, Host = Environment.MachineName, At = time.GetUtcNow() };
        using var lease = await source.Store.Leases.TryTakeAsync(StateMark.LeaseOf(mark.Id), waitsForDead: true, cancellationToken) ?? throw MoveFaults.UnderWay(source.Place, mark);
        await PutAsync(source.Store, former, mark);
        Reached?.Invoke("the former place is marked");
        try
        {
            RequireEmpty(source, target, mark);
            await WaitForOthersAsync(source, mark, cancellationToken);
            await PutAsync(target.Store, MarkOf(target), mark with { Role = StateMarkRole.ReceivesFrom, Other = stores.Location.Written });
        }
        catch
        {
            await PutAsync(source.Store, mark, former);
            throw;
        }

        Reached?.Invoke("nobody uses either place");
        await CopyAsync(source.Store, target, cancellationToken);

        // The one write that decides. The lease is sure to last until it is done; nobody used the store since it was taken.
        var term = await source.Store.Leases.ConfirmAsync(StateMark.LeaseOf(mark.Id), limits.StateServer + limits.StateFile + limits.LeaseMargin, cancellationToken);
        var moved = mark with { Role = StateMarkRole.MovedTo, At = time.GetUtcNow() };
        await PutAsync(source.Store, mark, moved, term.Require);
        if (term.IsOver)
        {
            await PutAsync(source.Store, moved, mark);
            term.Require();
        }

        Reached?.Invoke("the former place is closed");
    }

    /// <summary>Nobody else's state is overwritten. What a store holds that was moved on is old, and what this very move left is its own.</summary>
    private static void RequireEmpty(StoreGuard source, StoreGuard target, StateMark mark)
    {
        switch (MarkOf(target))
        {
            case { Role: StateMarkRole.MovesTo } same when same.Id == mark.Id:
                throw MoveFaults.SamePlace(source.Place, target.Place, isOfEnvironment: false);
            case { Role: StateMarkRole.ReceivesFrom } other when other.Id != mark.Id:
                throw MoveFaults.Receiving(target.Place, other);
            case { Role: StateMarkRole.ReceivesFrom }:
                return;

            // Only an old copy of what comes now: a journal of anything else would count again.
            case { Role: StateMarkRole.MovedTo } when target.Store.Journal.All().Select(static entry => entry.FileName).Except(source.Store.Journal.All().Select(static entry => entry.FileName), StringComparer.Ordinal).Any() is false:
                return;
        }

        var store = target.Store;
        var journals = 0;
        journals += store.Journal.All((_, _) => journals++).Count;
        (int Count, string Name)[] held =
        [
            (store.Connections.Read().Count, "connections"), (store.Rotations.Read().Count, "rotations"), (store.Hooks.Read().Count, "hooks"),
            (store.Outbox.Read().Count, "undelivered events"), (journals, "journals"), (store.History.Lines().Count, "lines of history"),
        ];
        if (held.Where(static one => one.Count > 0).Select(static one => FormattableString.Invariant($"{one.Name}: {one.Count}")).ToArray() is { Length: > 0 } found)
            throw MoveFaults.Occupied(target.Place, string.Join(", ", found));
    }

    /// <summary>Who has a list or a client's lease had it before the mark; one who comes now finds the mark.</summary>
    private async Task WaitForOthersAsync(StoreGuard source, StateMark mark, CancellationToken cancellationToken)
    {
        // A change that keeps what is there is one all the same for those who write only what nobody else wrote to.
        await source.Store.Connections.UpdateAsync(static list => list, cancellationToken);
        await source.Store.Rotations.UpdateAsync(static list => list, cancellationToken);
        await source.Store.Hooks.UpdateAsync(static list => list, cancellationToken);
        await source.Store.Outbox.UpdateAsync(static list => list, cancellationToken);

        var started = Stopwatch.GetTimestamp();
        while (await Task.Run(() => source.Store.Leases.FindHolder(StateMark.LeaseOf(mark.Id)), cancellationToken) is { } holder)
        {
            if (Stopwatch.GetElapsedTime(started) >= limits.Lease)
                throw MoveFaults.Rotating(source.Place, holder, limits.Lease);
            await Task.Delay(Pause, cancellationToken);
        }

        // In the new store nobody knows of a holder that was lost here, and whose last request may still arrive.
        foreach (var entry in source.Store.Journal.Open())
        {
            var client = new ClientIdentity(entry.Tenant ?? entry.Domain, entry.ClientId);
            using var lease = await source.Store.Leases.TryTakeAsync(client, waitsForDead: true, cancellationToken);
            if (lease is not null)
                await source.Store.Leases.WaitForLostAsync(client, Request + limits.Spreading, cancellationToken);
        }
    }

    private async Task CopyAsync(IStateStore source, StoreGuard target, CancellationToken cancellationToken)
    {
        var store = target.Store;
        await CopyAsync("connections", source.Connections, store.Connections);
        await CopyAsync("rotations", source.Rotations, store.Rotations);
        await CopyAsync("hooks", source.Hooks, store.Hooks);
        await CopyAsync("undelivered events", source.Outbox, store.Outbox);
        var (journals, lines) = (source.Journal.All(), source.History.Lines());
        await Parallel.ForEachAsync(journals, new ParallelOptions { MaxDegreeOfParallelism = AtATime, CancellationToken = cancellationToken }, (entry, _) =>
        {
            store.Journal.Write(entry);
            Reached?.Invoke("a journal is copied");
            return ValueTask.CompletedTask;
        });
        await store.History.ReplaceAsync(lines);
        Reached?.Invoke("the history is copied");

        if (store.Connections.Read().Count != source.Connections.Read().Count || store.Rotations.Read().Count != source.Rotations.Read().Count || store.Hooks.Read().Count != source.Hooks.Read().Count)
            throw MoveFaults.NotWhole(target.Place, "connections, rotations or hooks are missing");
        var arrived = store.Journal.All().Select(static entry => entry.FileName).ToHashSet(StringComparer.Ordinal);

        // A line that was written twice may be there once: a store that repeats an addition tells lines apart by what they say.
        if (!journals.All(entry => arrived.Contains(entry.FileName)) || lines.Except(store.History.Lines(), StringComparer.Ordinal).Any())
            throw MoveFaults.NotWhole(target.Place, "journals or lines of the history are missing");

        async Task CopyAsync<TItem>(string what, IStateList<TItem> from, IStateList<TItem> to)
        {
            var list = from.Read();
            await to.UpdateAsync(_ => list, cancellationToken);
            Reached?.Invoke($"{what} are copied");
        }
    }

    private static StateMark? MarkOf(StoreGuard guard) => guard.Store.Marks.Read() is [.., var mark] ? mark : null;

    /// <summary>Writes a mark in the place of the one that was read.</summary>
    private static Task PutAsync(IStateStore store, StateMark? former, StateMark? mark, Action? require = null) => former == mark ? Task.CompletedTask : store.Marks.UpdateAsync(
        list =>
        {
            require?.Invoke();
            var present = list is [.., var last] ? last : null;
            if (present != former && present != mark)
                throw MoveFaults.UnderWay(present?.Other ?? "there", present ?? former!);
            return mark is null ? [] : [mark];
        },
        CancellationToken.None);
}
