using Auth0Ps.Connections;
using Auth0Ps.Core.Tests.Stored;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Journal;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.State;

/// <summary>What every store of state does, whatever is behind it. A test opens the same place twice, as two processes do.</summary>
public abstract partial class StateStoreTests
{
    private protected static readonly ClientIdentity Client = new("example.eu.auth0.com", "client");

    /// <summary>How long the tests wait for others, which they know not to let go; and so long that a lease does not end meanwhile.</summary>
    private protected static readonly TimeLimits Limits = new()
    {
        Lease = TimeSpan.FromSeconds(1),
        LeaseWithinVault = TimeSpan.FromMilliseconds(200),
        LoginRenewal = TimeSpan.FromMilliseconds(300),
        SharedLease = TimeSpan.FromMinutes(10),
    };

    /// <summary>Opens the place of this test once more.</summary>
    private protected abstract IStateStore Open();

    /// <summary>The place, as users write it.</summary>
    private protected abstract string Written { get; }

    [SkippableFact]
    public async Task What_one_process_saves_another_reads_in_every_property()
    {
        var (mine, theirs) = (Open(), Open());
        Assert.Empty(mine.Connections.Read());
        Assert.Empty(theirs.Rotations.Read());
        var (connection, rotation) = (NewConnection(1), NewRotation(1));

        await mine.Connections.UpdateAsync(_ => [connection], CancellationToken.None);
        await mine.Rotations.UpdateAsync(_ => [rotation], CancellationToken.None);

        Assert.Equal(connection with { Persisted = true }, Assert.Single(theirs.Connections.Read()) with { Region = connection.Region, Scope = connection.Scope, Persisted = true });
        var found = Assert.Single(theirs.Rotations.Read());
        Assert.Equal((rotation.Id, rotation.Name, rotation.ClientId, rotation.Vault, rotation.RotationInterval), (found.Id, found.Name, found.ClientId, found.Vault, found.RotationInterval));
        await theirs.Rotations.UpdateAsync(static _ => [], CancellationToken.None);
        Assert.Empty(mine.Rotations.Read());
    }

    [SkippableFact]
    public async Task A_lease_that_a_living_process_has_is_not_waited_for_and_one_that_was_let_go_of_is_no_loss()
    {
        var (mine, theirs) = (Open(), Open());
        using (var lease = await mine.Leases.TryTakeAsync(Client, waitsForDead: false, CancellationToken.None))
        {
            Assert.NotNull(lease);
            Assert.Null(await theirs.Leases.TryTakeAsync(Client, waitsForDead: false, CancellationToken.None));
            Assert.Null(await mine.Leases.TryTakeAsync(Client, waitsForDead: true, CancellationToken.None));
            Assert.False((await mine.Leases.ConfirmAsync(Client, TimeSpan.FromMinutes(1), CancellationToken.None)).IsOver);
        }

        using var next = await theirs.Leases.TryTakeAsync(Client, waitsForDead: false, CancellationToken.None);
        Assert.NotNull(next);
        var wait = theirs.Leases.WaitForLostAsync(Client, TimeSpan.FromHours(1), CancellationToken.None);
        Assert.Same(wait, await Task.WhenAny(wait, Task.Delay(TimeSpan.FromMinutes(1))));
    }

    [SkippableFact]
    public async Task Rotations_that_are_read_together_stand_as_each_does_by_itself()
    {
        var store = Open();
        var state = new Auth0State(new DataFolder(Path.Combine(Support.ScratchHome.Folder, "together", Guid.NewGuid().ToString("n"))), store, limits: Limits);
        var definitions = Enumerable.Range(1, 6).Select(number => NewRotation(number) with { ClientId = $"client-{number}", CreatedAt = DateTimeOffset.UtcNow.AddDays(-9) }).ToList();
        await store.Rotations.UpdateAsync(_ => definitions, CancellationToken.None);
        var clients = state.Rotations.Definitions.Select(static definition => definition.Client).ToList();

        // The first three ended, the fourth broke off, the fifth is under way, and the last never began.
        foreach (var (client, status) in clients.Zip(new RotationStatus?[] { RotationStatus.Succeeded, RotationStatus.Failed, RotationStatus.Announced, null, null }))
            store.Journal.Write(NewEntry(client) with { Status = status, RotationId = state.Rotations.Definitions[clients.IndexOf(client)].Id, AttemptedAt = DateTimeOffset.UtcNow.AddDays(-1) });
        using var lease = await Open().Leases.TryTakeAsync(clients[4], waitsForDead: false, CancellationToken.None);

        var together = state.Rotations.All;

        Assert.Equal(6, together.Count);
        Assert.Equal(together.Select(static one => (one.Name, one.State, one.RotationStatus, one.LastRotationMessage)), definitions.Select(one => state.Rotations.Find(one.Name)!).OrderBy(static one => one.Name, StringComparer.Ordinal).Select(static one => (one.Name, one.State, one.RotationStatus, one.LastRotationMessage)));
        Assert.Equal(RotationState.Interrupted, together[3].State);
        Assert.NotEqual(RotationState.Interrupted, together[4].State);
    }

    [SkippableFact]
    public async Task What_another_runner_rotated_meanwhile_is_known_without_asking_for_each_and_only_until_it_is_due_again()
    {
        var (store, time) = (Open(), new Support.SteppedTime());
        var state = new Auth0State(new DataFolder(Path.Combine(Support.ScratchHome.Folder, "elsewhere", Guid.NewGuid().ToString("n"))), store, time, limits: Limits);
        var now = time.GetUtcNow();
        await store.Rotations.UpdateAsync(_ => [.. Enumerable.Range(1, 3).Select(number => NewRotation(number) with { ClientId = $"client-{number}", AutoRotation = true, RotationInterval = 30, RotationWindow = null, RotateOn = [], Jitter = null, CreatedAt = now.AddDays(-90), ScheduledAt = now.AddDays(-90), DueAt = now.AddHours(-1) })], CancellationToken.None);
        var (done, broken, untouched) = (state.Rotations.Definitions[0], state.Rotations.Definitions[1], state.Rotations.Definitions[2]);
        var elsewhere = new DoneElsewhere(state);
        Assert.All(state.Rotations.Definitions, one => Assert.True(state.Rotations.IsStillDue(one.Id)));
        Assert.DoesNotContain(state.Rotations.Definitions, one => elsewhere.Has(one.Id));

        foreach (var (one, status) in new[] { (done, (RotationStatus?)RotationStatus.Succeeded), (broken, null) })
            store.Journal.Write(NewEntry(one.Client) with { Status = status, Phase = status is null ? RotationPhase.Applying : RotationPhase.Recorded, RotationId = one.Id, AttemptedAt = now, RotatedAt = status is null ? null : now, DueAt = now.AddDays(30) });
        time.Pass(TimeSpan.FromSeconds(2));

        // A folder is asked for each: its leases say so at once.
        Assert.Equal((store.IsOfManyMachines, false, false), (elsewhere.Has(done.Id), elsewhere.Has(broken.Id), elsewhere.Has(untouched.Id)));
        Assert.False(state.Rotations.IsStillDue(done.Id));
        time.Pass(TimeSpan.FromDays(31));
        Assert.True(state.Rotations.IsStillDue(done.Id));
        Assert.False(elsewhere.Has(done.Id));
    }

    [SkippableFact]
    public async Task Changes_that_are_made_at_once_are_all_there()
    {
        IStateStore[] stores = [Open(), Open(), Open()];

        await Task.WhenAll(Enumerable.Range(0, 30).Select(number => Task.Run(() =>
            stores[number % 3].Rotations.UpdateAsync(list => [.. list, NewRotation(number)], CancellationToken.None))));

        Assert.Equal(Enumerable.Range(0, 30).Select(number => NewRotation(number).Name).Order(StringComparer.Ordinal), Open().Rotations.Read().Select(rotation => rotation.Name).Order(StringComparer.Ordinal));
    }

    [SkippableFact]
    public async Task A_change_that_fails_leaves_everything_as_it_was_and_the_list_free()
    {
        var store = Open();
        await store.Rotations.UpdateAsync(_ => [NewRotation(1)], CancellationToken.None);

        await Assert.ThrowsAsync<InvalidOperationException>(() => store.Rotations.UpdateAsync(static _ => throw new InvalidOperationException("No."), CancellationToken.None));

        Assert.Equal(NewRotation(1).Name, Assert.Single(Open().Rotations.Read()).Name);
        await Open().Rotations.UpdateAsync(list => [.. list, NewRotation(2)], CancellationToken.None);
        Assert.Equal(2, store.Rotations.Read().Count);
    }

    [SkippableFact]
    public async Task A_clients_last_run_is_there_for_the_next_process()
    {
        var (mine, theirs) = (Open(), Open());
        Assert.Null(mine.Journal.Find(Client));
        using var lease = await mine.Leases.TakeAsync(Client, CancellationToken.None);
        var entry = NewEntry(Client);

        mine.Journal.Write(entry);
        mine.Journal.Write(entry with { Phase = RotationPhase.Applying, EverUnknown = true });

        var found = theirs.Journal.Find(Client)!;
        Assert.Equal((entry.JobId, RotationPhase.Applying, true, entry.AttemptedAt), (found.JobId, found.Phase, found.EverUnknown, found.AttemptedAt));
        Assert.Null(theirs.Journal.Find(Client with { ClientId = "other" }));
        Assert.Null(theirs.Journal.Find(Client with { Tenant = "other.eu.auth0.com" }));
        Assert.Null(theirs.Journal.SetAside(Client));
        Assert.NotEmpty(theirs.Journal.RequireWritable());
    }

    [SkippableFact]
    public void Unfinished_runs_are_found_among_all()
    {
        var (mine, theirs) = (Open(), Open());
        var (first, second) = (NewEntry(Client), NewEntry(Client with { ClientId = "second" }));
        mine.Journal.Write(first);
        mine.Journal.Write(second);
        Assert.Equal(["client", "second"], theirs.Journal.Open().Select(entry => entry.ClientId).Order(StringComparer.Ordinal));

        mine.Journal.Write(first with { Phase = RotationPhase.Recorded, Status = RotationStatus.Succeeded });
        mine.Journal.Write(second with { Status = RotationStatus.Interrupted });

        Assert.Equal("second", Assert.Single(theirs.Journal.Open()).ClientId);
        Assert.Equal(2, theirs.Journal.All().Count);
    }

    [SkippableFact]
    public void A_run_under_another_host_of_the_tenant_is_found()
    {
        var host = Client with { Tenant = "login.example.com" };
        Open().Journal.Write(NewEntry(host) with { Status = RotationStatus.Interrupted });
        Open().Journal.Write(NewEntry(Client) with { Status = RotationStatus.Succeeded });

        Assert.Equal("login.example.com", Open().Journal.Find(Client with { OtherHosts = ["login.example.com"] })!.Domain);
        Assert.Equal(Client.Tenant, Open().Journal.Find(Client)!.Domain);
    }

    [SkippableFact]
    public async Task The_history_keeps_every_record_newest_first()
    {
        IStateStore[] stores = [Open(), Open()];
        Assert.Empty(stores[0].History.NewestFirst());
        await stores[0].History.RequireWritableAsync();
        Assert.Empty(stores[1].History.NewestFirst());
        for (var number = 0; number < 3; number++)
            await stores[number % 2].History.AppendAsync(NewRecord(number));
        Assert.Equal([2, 1, 0], stores[1].History.NewestFirst().Select(record => record.Attempts));
        Assert.Equal(HistoryLine.Write(NewRecord(2)), HistoryLine.Write(stores[1].History.NewestFirst()[0]));

        await Task.WhenAll(Enumerable.Range(3, 20).Select(number => Task.Run(() => stores[number % 2].History.AppendAsync(NewRecord(number)))));

        Assert.Equal(Enumerable.Range(0, 23), Open().History.NewestFirst().Select(record => record.Attempts).Order());
    }

    [SkippableFact]
    public async Task A_lease_has_one_holder_until_it_is_let_go()
    {
        var (mine, theirs) = (Open(), Open());
        var other = Client with { ClientId = "other" };
        var lease = await mine.Leases.TakeAsync(Client, CancellationToken.None);

        Assert.True(theirs.Leases.IsHeld(Client));
        Assert.True(mine.Leases.IsHeld(Client));
        Assert.False(theirs.Leases.IsHeld(other));
        Assert.Equal(ErrorReason.RotationBusy, (await Assert.ThrowsAsync<Auth0Exception>(() => theirs.Leases.TakeAsync(Client, CancellationToken.None))).Reason);
        Assert.Equal(ErrorReason.RotationBusy, (await Assert.ThrowsAsync<Auth0Exception>(() => theirs.Leases.TakeAsync(Client, TimeSpan.Zero, CancellationToken.None))).Reason);
        Assert.Equal(ErrorReason.RotationBusy, (await Assert.ThrowsAsync<Auth0Exception>(() => theirs.Leases.TakeAtOnceAsync(Client, CancellationToken.None))).Reason);
        Assert.Equal(ErrorReason.RotationBusy, (await Assert.ThrowsAsync<Auth0Exception>(() => mine.Leases.TakeAtOnceAsync(Client, CancellationToken.None))).Reason);
        (await theirs.Leases.TakeAsync(other, CancellationToken.None)).Dispose();
        await mine.Leases.ConfirmAsync(Client, TimeSpan.FromMinutes(1), CancellationToken.None);

        lease.Dispose();
        lease.Dispose();

        Assert.False(theirs.Leases.IsHeld(Client));
        (await theirs.Leases.TakeAsync(Client, CancellationToken.None)).Dispose();
    }

    [SkippableFact]
    public async Task A_lease_is_one_for_all_hosts_of_the_tenant()
    {
        var (mine, theirs) = (Open(), Open());
        using var lease = await mine.Leases.TakeAsync(Client with { OtherHosts = ["login.example.com"] }, CancellationToken.None);

        Assert.True(theirs.Leases.IsHeld(new ClientIdentity("login.example.com", "client")));
        Assert.Equal(ErrorReason.RotationBusy, (await Assert.ThrowsAsync<Auth0Exception>(() => theirs.Leases.TakeAsync(new ClientIdentity("login.example.com", "client"), CancellationToken.None))).Reason);
    }

    [SkippableFact]
    public async Task Whoever_waits_for_a_lease_gets_it_when_its_holder_lets_go()
    {
        var (mine, theirs) = (Open(), Open());
        var lease = await mine.Leases.TakeAsync(Client, CancellationToken.None);
        var wait = theirs.Leases.TakeAsync(Client, TimeSpan.FromSeconds(30), CancellationToken.None);
        var own = mine.Leases.TakeAsync(Client, CancellationToken.None);
        Assert.False(wait.IsCompleted || own.IsCompleted);

        lease.Dispose();

        await Task.WhenAll(LetGoAsync(wait), LetGoAsync(own));
        using var stop = new CancellationTokenSource();
        using var again = await mine.Leases.TakeAsync(Client, CancellationToken.None);
        var ended = theirs.Leases.TakeAsync(Client, TimeSpan.FromSeconds(30), stop.Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => ended);

        static async Task LetGoAsync(Task<IDisposable> taking) => (await taking).Dispose();
    }

    [SkippableFact]
    public async Task A_login_is_renewed_by_one_at_a_time()
    {
        var (mine, theirs, login) = (Open(), Open(), Guid.NewGuid());
        var lease = await mine.Leases.TakeLoginAsync(login, CancellationToken.None);

        Assert.Equal(ErrorReason.StateFileBusy, (await Assert.ThrowsAsync<Auth0Exception>(() => theirs.Leases.TakeLoginAsync(login, CancellationToken.None))).Reason);
        (await theirs.Leases.TakeLoginAsync(Guid.NewGuid(), CancellationToken.None)).Dispose();
        lease.Dispose();

        (await theirs.Leases.TakeLoginAsync(login, CancellationToken.None)).Dispose();
    }

    [SkippableFact]
    public async Task A_vaults_lock_is_shared_in_a_process_and_by_no_other()
    {
        var (mine, theirs) = (Open().VaultLocks.Of("prod"), Open().VaultLocks.Of("PROD"));
        Assert.Null(mine.TryShare());
        var first = await mine.ShareAsync("prod", TimeSpan.FromSeconds(5), CancellationToken.None);
        var second = await mine.ShareAsync("prod", TimeSpan.FromSeconds(5), CancellationToken.None);
        var third = mine.TryShare();
        Assert.NotNull(third);

        await RequireBusyAsync();
        Assert.Null(theirs.TryShare());
        first.Dispose();
        third.Dispose();
        third.Dispose();
        await RequireBusyAsync();
        second.Dispose();

        (await theirs.ShareAsync("prod", TimeSpan.FromSeconds(5), CancellationToken.None)).Dispose();

        async Task RequireBusyAsync() =>
            Assert.Equal(ErrorReason.VaultBusy, (await Assert.ThrowsAsync<Auth0Exception>(() => theirs.ShareAsync("prod", TimeSpan.FromMilliseconds(100), CancellationToken.None))).Reason);
    }

    private protected static RotationEntry NewEntry(ClientIdentity client) => new()
    {
        JobId = Guid.NewGuid(),
        Name = client.ClientId,
        Domain = client.Tenant,
        ClientId = client.ClientId,
        Vault = "Prod",
        Mapping = SecretsMapping.Default("billing", CredentialType.ClientSecret),
        Fingerprint = "fingerprint",
        Phase = RotationPhase.Intended,
        AttemptedAt = new DateTimeOffset(2026, 11, 28, 1, 2, 3, TimeSpan.Zero),
    };

    private protected static Auth0SecretRotation NewRotation(int number) => Filled.Of<Auth0SecretRotation>(100 * number) with
    {
        Id = new Guid(number + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 2]),
        Name = $"rotation-{number}",
        SecretsMapping = SecretsMapping.Default("billing", CredentialType.ClientSecret),
        CredentialType = CredentialType.ClientSecret,
    };

    private static Auth0Connection NewConnection(int number) => new()
    {
        Id = new Guid(number, 0, 0, [0, 0, 0, 0, 0, 0, 0, 3]),
        Name = $"connection-{number}",
        Domain = "example.eu.auth0.com",
        Audience = "https://example.eu.auth0.com/api/v2/",
        BaseUri = new Uri("https://example.eu.auth0.com/api/v2/"),
        ClientId = "client",
        SecretReference = new SecretReference { Location = SecretLocation.Environment, Variable = "SECRET" },
        TokenEndpointAuthMethod = "client_secret_post",
    };

    private static Auth0SecretRotationRecord NewRecord(int number) => Filled.Of<Auth0SecretRotationRecord>(number) with { Attempts = number };
}

/// <summary>The data folder.</summary>
public sealed class FolderStoreTests : StateStoreTests
{
    private readonly string _folder = Path.Combine(Support.ScratchHome.Folder, "stores", Guid.NewGuid().ToString("n"));

    private protected override string Written => $"folder:{_folder}";

    private protected override IStateStore Open() => new FolderStore(new DataFolder(_folder, _folder + "-locks"), Limits);
}
