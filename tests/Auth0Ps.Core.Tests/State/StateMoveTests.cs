using System.Text;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;
using Auth0Ps.State.Moving;

namespace Auth0Ps.Core.Tests.State;

/// <summary>Moving the state from a data folder to the store, and back.</summary>
public abstract partial class StateStoreTests
{
    private const string OfNewerVersion = """{"name":"billing","clientId":"client","whatOnlyANewerVersionKnows":{"a":[1,2]}}""";

    private readonly string _data = Directory.CreateDirectory(Path.Combine(Support.ScratchHome.Folder, "moves", Guid.NewGuid().ToString("n"))).FullName;

    [SkippableFact]
    public async Task Everything_moves_and_the_former_place_says_where_to()
    {
        _ = Open().RequireUsable();
        var (stores, theirs) = (Stores(), Stores());
        var (from, journals) = (theirs.Current, await FillAsync(stores.Current));
        Assert.Single(from.Rotations.Read());

        await MoveAsync(stores, Written);

        Assert.Equal(StateLocation.Parse(Written, "The test").Text, Stores().Location.Text);
        AssertFull(Stores().Current, journals);

        // Whoever still names it neither reads, nor writes, nor rotates; a process that looked a moment ago is refused the lease.
        var old = new FolderStore(new DataFolder(_data, _data + "-locks"), Limits);
        foreach (var store in new[] { from, new GuardedStore(old, _data) })
        {
            AssertMoved(await Assert.ThrowsAsync<Auth0Exception>(() => store.Leases.TakeAsync(Client, CancellationToken.None)));
            AssertMoved(await Assert.ThrowsAsync<Auth0Exception>(() => store.Leases.TryTakeAsync(Client, waitsForDead: true, CancellationToken.None)));
            AssertMoved(await Assert.ThrowsAsync<Auth0Exception>(() => store.Rotations.UpdateAsync(static list => list, CancellationToken.None)));
            AssertMoved(Assert.Throws<Auth0Exception>(() => store.Connections.Read()));
            AssertMoved(Assert.Throws<Auth0Exception>(() => store.Journal.Find(Client)));
            AssertMoved(Assert.Throws<Auth0Exception>(() => store.History.NewestFirst()));
            AssertMoved(Assert.Throws<Auth0Exception>(() => store.RequireUsable()));
            Assert.False(store.Leases.IsHeld(Client));
        }

        void AssertMoved(Auth0Exception failure)
        {
            Assert.Equal(ErrorReason.StateStoreMoved, failure.Reason);
            Assert.Contains(StateLocation.Parse(Written, "The test").Written, failure.Message, StringComparison.Ordinal);
        }
    }

    [SkippableFact]
    public async Task What_moved_moves_back_over_what_was_left_with_what_came_meanwhile()
    {
        _ = Open().RequireUsable();
        var stores = Stores();
        var journals = await FillAsync(stores.Current);
        await MoveAsync(stores, Written);
        using (await stores.Current.Leases.TakeAsync(Client, CancellationToken.None))
            stores.Current.Journal.Write(journals[0] = journals[0] with { Status = RotationStatus.Succeeded, Phase = RotationPhase.Recorded });
        await stores.Current.History.AppendAsync(NewRecord(9));

        await MoveAsync(stores, $"folder:{_data}");

        Assert.Equal(_data, stores.Location.Text);
        AssertFull(stores.Current, journals, NewRecord(9));
        Assert.Equal(ErrorReason.StateStoreMoved, Assert.Throws<Auth0Exception>(() => Stores().Open(StateLocation.Parse(Written, "The test")).RequireUsable()).Reason);

        await MoveAsync(stores, Written);
        AssertFull(stores.Current, journals, NewRecord(9));
    }

    [SkippableFact]
    public async Task A_line_of_the_history_that_was_written_twice_keeps_nothing_from_moving()
    {
        _ = Open().RequireUsable();
        var stores = Stores();
        await FillAsync(stores.Current);
        await stores.Current.History.AppendAsync(NewRecord(2));

        await MoveAsync(stores, Written);

        Assert.Equal(StateLocation.Parse(Written, "The test").Text, stores.Location.Text);
        Assert.Equal(2, stores.Current.History.NewestFirst().Select(static record => record.JobId).Distinct().Count());
    }

    [SkippableTheory]
    [InlineData("connections")]
    [InlineData("rotations")]
    [InlineData("journals")]
    [InlineData("history")]
    public async Task A_place_with_other_state_is_refused_and_everything_stays_as_it_was(string what)
    {
        var there = Open();
        await (what switch
        {
            "connections" => there.Connections.UpdateAsync(_ => [NewConnection(7)], CancellationToken.None),
            "rotations" => there.Rotations.UpdateAsync(_ => [NewRotation(7)], CancellationToken.None),
            "journals" => Task.Run(() => there.Journal.Write(NewEntry(Client))),
            _ => there.History.AppendAsync(NewRecord(7)),
        });
        var stores = Stores();
        var journals = await FillAsync(stores.Current);

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => MoveAsync(stores, Written));

        Assert.Equal(ErrorReason.StateStoreOccupied, failure.Reason);
        Assert.Contains(what, failure.Message, StringComparison.Ordinal);
        Assert.Equal(_data, stores.Location.Text);
        AssertFull(stores.Current, journals);
        Assert.Empty(there.Marks.Read());
        (await stores.Current.Leases.TakeAsync(Client, CancellationToken.None)).Dispose();
    }

    [SkippableFact]
    public async Task A_move_waits_for_rotations_that_are_at_work_and_nobody_begins_another_one()
    {
        _ = Open().RequireUsable();
        var stores = Stores(Limits with { Lease = TimeSpan.FromSeconds(60) });
        var journals = await FillAsync(stores.Current);
        var lease = await Stores().Current.Leases.TakeAsync(Client, CancellationToken.None);

        var move = MoveAsync(stores, Written, Limits with { Lease = TimeSpan.FromSeconds(60) });
        var (others, other) = (Stores().Current, Client with { ClientId = "other" });
        await EventuallyAsync(async () => await Assert.ThrowsAsync<Auth0Exception>(async () => (await others.Leases.TakeAsync(other, CancellationToken.None)).Dispose()) is { Reason: ErrorReason.StateFileBusy });
        Assert.Equal(ErrorReason.StateFileBusy, (await Assert.ThrowsAsync<Auth0Exception>(() => others.Rotations.UpdateAsync(static _ => [], CancellationToken.None))).Reason);
        Assert.Equal(ErrorReason.StateFileBusy, (await Assert.ThrowsAsync<Auth0Exception>(() => MoveAsync(Stores(), Written))).Reason);
        Assert.Single(others.Rotations.Read());
        Assert.False(move.IsCompleted);
        lease.Dispose();
        await move;

        AssertFull(Stores().Current, journals);
    }

    [SkippableFact]
    public async Task A_move_that_waited_long_enough_for_a_rotation_is_refused_and_the_store_stays_in_use()
    {
        _ = Open().RequireUsable();
        var limits = Limits with { Lease = TimeSpan.FromMilliseconds(100) };
        var stores = Stores(limits);
        var journals = await FillAsync(stores.Current);
        await MoveAsync(stores, Written);
        using (await Stores().Current.Leases.TakeAsync(Client, CancellationToken.None))
            Assert.Equal(ErrorReason.RotationBusy, (await Assert.ThrowsAsync<Auth0Exception>(() => MoveAsync(stores, $"folder:{_data}", limits))).Reason);

        AssertFull(Stores().Current, journals);
        (await Stores().Current.Leases.TakeAsync(Client, CancellationToken.None)).Dispose();
        Assert.Equal(ErrorReason.StateStoreMoved, Assert.Throws<Auth0Exception>(() => Stores().Open(StateLocation.OfFolder(_data)).RequireUsable()).Reason);
    }

    [SkippableFact]
    public async Task The_place_where_the_state_is_already_is_refused()
    {
        _ = Open().RequireUsable();
        var stores = Stores();
        var journals = await FillAsync(stores.Current);
        await MoveAsync(stores, Written);

        Assert.Equal(ErrorReason.InvalidArgument, (await Assert.ThrowsAsync<Auth0Exception>(() => MoveAsync(stores, Written))).Reason);

        AssertFull(Stores().Current, journals);
    }

    private StateStores Stores(TimeLimits? limits = null) => new(
        new DataFolder(_data, _data + "-locks"), limits ?? Limits, static () => null, (_, _) => Open(), static _ => throw new InvalidOperationException("There is no vault."));

    private static Task<int> MoveAsync(StateStores stores, string to, TimeLimits? limits = null) =>
        new StoreMove(stores, limits ?? Limits, TimeProvider.System).RunAsync(StateLocation.Parse(to, "The test"), CancellationToken.None);

    private static async Task EventuallyAsync(Func<Task<bool>> condition)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                if (await condition())
                    return;
            }
            catch (Xunit.Sdk.ThrowsException) when (attempt < 600)
            {
            }

            await Task.Delay(50);
        }
    }

    /// <summary>Puts something of everything into it.</summary>
    internal static async Task<List<RotationEntry>> FillAsync(IStateStore store)
    {
        await store.Connections.UpdateAsync(_ => [NewConnection(1), NewConnection(2)], CancellationToken.None);
        await store.Rotations.UpdateAsync(_ => [NewRotation(1)], CancellationToken.None);
        await store.Hooks.UpdateAsync(_ => [new Auth0RotationHook { Id = Guid.NewGuid(), Name = "chat", On = [RotationEvent.Failed], Rotation = ["*"], Uri = new Uri("https://hooks.example.com/x") }], CancellationToken.None);
        List<RotationEntry> journals = [NewEntry(Client) with { Status = RotationStatus.Interrupted, Phase = RotationPhase.Applying }, .. Enumerable.Range(1, 4).Select(static number =>
            NewEntry(Client with { ClientId = $"client-{number}" }) with { Status = RotationStatus.Succeeded, Phase = RotationPhase.Recorded })];
        journals.ForEach(store.Journal.Write);
        await store.History.AppendAsync(NewRecord(1));
        await store.History.AppendAsync(NewRecord(2));
        await store.History.ReplaceAsync([.. store.History.Lines(), OfNewerVersion]);
        return journals;
    }

    /// <summary>All that was put there is there.</summary>
    internal static void AssertFull(IStateStore store, IReadOnlyList<RotationEntry> journals, params Auth0SecretRotationRecord[] later)
    {
        Assert.Equal(["connection-1", "connection-2"], store.Connections.Read().Select(static connection => connection.Name));
        Assert.Equal((NewRotation(1).Id, NewRotation(1).Name), store.Rotations.Read().Select(static rotation => (rotation.Id, rotation.Name)).Single());
        Assert.Equal("chat", store.Hooks.Read().Single().Name);
        Assert.Equal(journals.Select(Text).Order(StringComparer.Ordinal), store.Journal.All().Select(Text).Order(StringComparer.Ordinal));
        Assert.Equal(journals.Where(static entry => entry.IsOpen).Select(Text), store.Journal.Open().Select(Text));
        Assert.Equal([LineOf(NewRecord(1)), LineOf(NewRecord(2)), OfNewerVersion, .. later.Select(LineOf)], store.History.Lines());

        static string Text(RotationEntry entry) => Encoding.UTF8.GetString(JournalDocument.Write(entry));

        static string LineOf(Auth0SecretRotationRecord record) => Encoding.UTF8.GetString(HistoryLine.Write(record));
    }
}
