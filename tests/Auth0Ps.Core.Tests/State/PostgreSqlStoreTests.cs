using System.Diagnostics;
using Auth0Ps.PostgreSql;
using Auth0Ps.Security;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.State;

/// <summary>A PostgreSQL server, of a version that the tests find.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class PostgreSqlStoreTests(PostgreSqlServer server) : StateStoreTests, IDisposable
{
    private readonly List<PostgreSqlStore> _opened = [];
    private string? _database;

    private string Database => _database ??= server.FreshDatabase();

    public void Dispose() => _opened.ForEach(static store => store.Dispose());

    [SkippableFact]
    public async Task Processes_that_come_to_an_empty_database_at_once_make_one_set_of_tables()
    {
        PostgreSqlStore[] stores = [.. Enumerable.Range(0, 8).Select(_ => Store())];

        await Task.WhenAll(stores.Select(store => Task.Run(store.RequireUsable)));

        Assert.Equal(1L, server.Execute(Database, "select count(*) from auth0ps.version"));
        Assert.Equal(Schema.Version, server.Execute(Database, "select version from auth0ps.version"));
    }

    [SkippableFact]
    public async Task A_lease_that_ended_is_anothers_and_its_former_holder_sends_and_writes_nothing()
    {
        var (mine, theirs) = (Store(), Store());
        var lost = await mine.Leases.TakeAsync(Client, CancellationToken.None);
        mine.Journal.Write(NewEntry(Client) with { Phase = RotationPhase.Staged });
        End();

        using var lease = await theirs.Leases.TakeAsync(Client, TimeSpan.Zero, CancellationToken.None);
        theirs.Journal.Write(NewEntry(Client) with { Phase = RotationPhase.Promoted });

        Assert.Equal(ErrorReason.RotationBusy, Assert.Throws<Auth0Exception>(() => mine.Journal.Write(NewEntry(Client))).Reason);
        Assert.Equal(ErrorReason.RotationBusy, (await Assert.ThrowsAsync<Auth0Exception>(() => mine.Leases.ConfirmAsync(Client, TimeSpan.FromSeconds(1), CancellationToken.None))).Reason);
        lost.Dispose();
        Assert.True(theirs.Leases.IsHeld(Client));
        await theirs.Leases.ConfirmAsync(Client, TimeSpan.FromSeconds(1), CancellationToken.None);
        Assert.Equal(RotationPhase.Promoted, mine.Journal.Find(Client)!.Phase);
    }

    [SkippableFact]
    public async Task A_lease_that_ended_is_lost_also_where_nobody_took_it()
    {
        var mine = Store();
        using var lease = await mine.Leases.TakeAsync(Client, CancellationToken.None);
        End();

        Assert.Equal(ErrorReason.RotationBusy, (await Assert.ThrowsAsync<Auth0Exception>(() => mine.Leases.ConfirmAsync(Client, TimeSpan.FromSeconds(1), CancellationToken.None))).Reason);
        Assert.Equal(ErrorReason.RotationBusy, Assert.Throws<Auth0Exception>(() => mine.Journal.Write(NewEntry(Client))).Reason);
    }

    [SkippableFact]
    public async Task The_end_of_a_dead_holders_lease_is_waited_for_and_that_of_a_living_one_is_not()
    {
        var (mine, theirs) = (Store(Limits with { SharedLease = TimeSpan.FromSeconds(3) }), Store());
        using (await mine.Leases.TakeAsync(Client, CancellationToken.None))
            Assert.Null(await theirs.Leases.TryTakeAsync(Client, waitsForDead: true, CancellationToken.None));

        // As a process left it that was killed.
        server.Execute(Database, $"insert into auth0ps.leases (key, holder, token, marked_at, expires_at) values ('client-{Client.Key}', 'dead', gen_random_uuid(), clock_timestamp(), clock_timestamp() + interval '1200 milliseconds')");

        Assert.Null(await theirs.Leases.TryTakeAsync(Client, waitsForDead: false, CancellationToken.None));
        using var taken = await theirs.Leases.TryTakeAsync(Client, waitsForDead: true, CancellationToken.None);
        Assert.NotNull(taken);
    }

    [SkippableFact]
    public async Task Whoever_makes_a_new_value_after_a_holder_was_lost_waits_until_nothing_of_that_can_arrive()
    {
        var (lost, mine) = (Store(), Store());
        _ = await lost.Leases.TakeAsync(Client, CancellationToken.None);
        End();
        using (await mine.Leases.TakeAsync(Client, CancellationToken.None))
        {
        }

        // Also a further holder: that one let go says nothing of the one before.
        using var lease = await mine.Leases.TakeAsync(Client, CancellationToken.None);
        var wait = mine.Leases.WaitForLostAsync(Client, TimeSpan.FromSeconds(3), CancellationToken.None);
        Assert.False(wait.IsCompleted);
        await wait;
        var age = (TimeSpan)server.Execute(Database, "select clock_timestamp() - max(lost_at) from auth0ps.leases")!;
        Assert.InRange(age, TimeSpan.FromSeconds(3), TimeSpan.FromMinutes(1));
        await mine.Leases.WaitForLostAsync(Client, TimeSpan.FromSeconds(3), CancellationToken.None);
    }

    [SkippableFact]
    public async Task A_lease_is_renewed_while_its_holder_works_and_extended_past_what_it_is_about_to_do()
    {
        var mine = Store(Limits with { SharedLease = TimeSpan.FromSeconds(3) });
        using var lease = await mine.Leases.TakeAsync(Client, CancellationToken.None);
        server.Execute(Database, "update auth0ps.leases set expires_at = clock_timestamp() + interval '2 seconds'");
        var started = Stopwatch.GetTimestamp();
        while ((double)server.Execute(Database, "select extract(epoch from expires_at - clock_timestamp())::float8 from auth0ps.leases")! < 2)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10), "It was not renewed.");
            await Task.Delay(50);
        }

        await mine.Leases.ConfirmAsync(Client, TimeSpan.FromMinutes(2), CancellationToken.None);

        Assert.InRange((double)server.Execute(Database, "select extract(epoch from expires_at - clock_timestamp())::float8 from auth0ps.leases")!, 100, 121);
    }

    [SkippableFact]
    public async Task Work_goes_on_when_the_server_was_killed_and_started_again()
    {
        var store = Store();
        using var lease = await store.Leases.TakeAsync(Client, CancellationToken.None);
        await store.Rotations.UpdateAsync(_ => [NewRotation(1)], CancellationToken.None);
        server.Kill();
        var added = store.Rotations.UpdateAsync(list => [.. list, NewRotation(2)], CancellationToken.None);

        await server.StartAsync();

        await added;
        Assert.Equal(2, store.Rotations.Read().Count);
        await store.Leases.ConfirmAsync(Client, TimeSpan.FromMinutes(1), CancellationToken.None);
        store.Journal.Write(NewEntry(Client));
        Assert.NotNull(Store().Journal.Find(Client));
    }

    [SkippableFact]
    public void A_record_that_cannot_be_understood_concerns_its_client_only_and_can_be_set_aside()
    {
        var store = Store();
        store.Journal.Write(NewEntry(Client));
        store.Journal.Write(NewEntry(Client with { ClientId = "other" }));
        server.Execute(Database, $"update auth0ps.journal set document = '{{ torn' where client = '{Client.Key}'");

        Assert.Equal(ErrorReason.StateFileDamaged, Assert.Throws<Auth0Exception>(() => store.Journal.Find(Client)).Reason);
        Assert.Equal(ErrorReason.StateFileDamaged, Assert.Throws<Auth0Exception>(() => store.Journal.All()).Reason);
        var damaged = new List<string>();
        Assert.Equal("other", Assert.Single(store.Journal.All((key, _) => damaged.Add(key))).ClientId);
        Assert.Equal([Client.Key], damaged);
        Assert.Contains("journal_damaged", store.Journal.SetAside(Client), StringComparison.Ordinal);
        Assert.Null(store.Journal.Find(Client));
        Assert.Equal("{ torn", server.Execute(Database, "select document from auth0ps.journal_damaged"));
    }

    [SkippableFact]
    public void State_of_a_newer_version_is_left_as_it_is()
    {
        Store().RequireUsable();
        server.Execute(Database, "update auth0ps.version set version = 99");

        var failure = Assert.Throws<Auth0Exception>(() => Store().Connections.Read());

        Assert.Equal(ErrorReason.StateFileNewer, failure.Reason);
        Assert.Contains("version 99", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public void A_database_that_may_only_be_read_is_refused()
    {
        _database = server.NewDatabase();
        Store().RequireUsable();
        server.Execute(Database, $"alter database {Database} set default_transaction_read_only = on");

        var failure = Assert.Throws<Auth0Exception>(() => Store().Rotations.Read());

        Assert.Equal(ErrorReason.StateStoreUnavailable, failure.Reason);
        Assert.Contains("may only be read", failure.Message, StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_least_rights_that_are_named_are_enough_and_without_them_it_is_said_which_are_missing()
    {
        var before = Assert.Throws<Auth0Exception>(() => Store(user: "reader").RequireUsable());
        Assert.Equal(ErrorReason.StateStoreUnavailable, before.Reason);
        Assert.Contains("CREATE", before.RecommendedAction, StringComparison.Ordinal);
        Store().RequireUsable();
        Assert.Equal(ErrorReason.StateStoreUnavailable, Assert.Throws<Auth0Exception>(() => Store(user: "reader").RequireUsable()).Reason);
        server.Execute(Database, "grant usage on schema auth0ps to reader; grant select on all tables in schema auth0ps to reader");
        var reading = Store(user: "reader");
        Assert.Equal(ErrorReason.StateStoreUnavailable, (await Assert.ThrowsAsync<Auth0Exception>(reading.History.RequireWritableAsync)).Reason);
        Assert.Equal(ErrorReason.StateStoreUnavailable, Assert.Throws<Auth0Exception>(() => reading.Journal.RequireWritable()).Reason);
        Assert.Equal(ErrorReason.StateStoreUnavailable, (await Assert.ThrowsAsync<Auth0Exception>(() => reading.Leases.TakeAsync(Client, CancellationToken.None))).Reason);

        server.Execute(Database, "grant select, insert, update, delete on all tables in schema auth0ps to reader");

        var store = Store(user: "reader");
        using var lease = await store.Leases.TakeAsync(Client, CancellationToken.None);
        store.Journal.Write(NewEntry(Client));
        await store.Rotations.UpdateAsync(_ => [NewRotation(1)], CancellationToken.None);
        await store.History.RequireWritableAsync();
        Assert.Null(store.Journal.SetAside(Client));
    }

    [SkippableFact]
    public void A_password_comes_from_a_vault_where_one_is_named_and_what_the_vault_says_is_told()
    {
        _ = Database;
        server.Execute(Database, $"grant create on database {Database} to guarded");
        var location = server.Location(Database, "guarded");
        var asked = 0;
        using var store = new PostgreSqlStore(location with { ReadPassword = () => ++asked > 0 ? SecureStrings.Protect(PostgreSqlServer.Password) : null! }, Limits);
        Assert.Equal(Schema.Version, store.RequireUsable());
        Assert.Equal(1, asked);
        using var locked = new PostgreSqlStore(location with { ReadPassword = static () => throw new Auth0Exception(ErrorReason.VaultLocked, "The vault is locked.", "Unlock it.") }, Limits);

        var failure = Assert.Throws<Auth0Exception>(() => locked.Connections.Read());

        Assert.Equal(ErrorReason.StateStoreUnavailable, failure.Reason);
        Assert.EndsWith("The vault is locked.", failure.Message, StringComparison.Ordinal);
        Assert.Equal("Unlock it.", failure.RecommendedAction);
    }

    [SkippableFact]
    public void A_password_comes_from_where_users_of_PostgreSQL_keep_it_and_is_in_no_message()
    {
        _ = Database;
        server.Execute(Database, $"grant create on database {Database} to guarded");
        var missing = Assert.Throws<Auth0Exception>(() => Store(user: "guarded").RequireUsable());
        Assert.Equal(ErrorReason.StateStoreUnavailable, missing.Reason);
        Assert.Contains("PGPASSWORD", missing.RecommendedAction, StringComparison.Ordinal);
        var file = Path.Combine(Support.ScratchHome.Folder, $"{Guid.NewGuid():n}.pgpass");
        File.WriteAllText(file, $"127.0.0.1:*:*:guarded:{PostgreSqlServer.Password}\n");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        try
        {
            Environment.SetEnvironmentVariable("PGPASSWORD", "wrong-one");
            var wrong = Assert.Throws<Auth0Exception>(() => Store(user: "guarded").RequireUsable());
            Assert.Equal(ErrorReason.StateStoreUnavailable, wrong.Reason);
            Assert.DoesNotContain("wrong-one", wrong.ToString(), StringComparison.Ordinal);

            Environment.SetEnvironmentVariable("PGPASSWORD", PostgreSqlServer.Password);
            Assert.Equal(Schema.Version, Store(user: "guarded").RequireUsable());

            Environment.SetEnvironmentVariable("PGPASSWORD", null);
            Environment.SetEnvironmentVariable("PGPASSFILE", file);
            Assert.Equal(Schema.Version, Store(user: "guarded").RequireUsable());
        }
        finally
        {
            Environment.SetEnvironmentVariable("PGPASSWORD", null);
            Environment.SetEnvironmentVariable("PGPASSFILE", null);
        }
    }

    [SkippableFact]
    public void A_certificate_that_nobody_vouches_for_is_refused_where_it_is_to_be_verified()
    {
        var database = Database;
        var failure = Assert.Throws<Auth0Exception>(() => Opened(server.Location(database, more: "?sslmode=verify-full")).RequireUsable());
        Assert.Equal(ErrorReason.StateStoreUnavailable, failure.Reason);
        Assert.Contains("sslrootcert", failure.RecommendedAction, StringComparison.Ordinal);

        Assert.Equal(Schema.Version, Opened(server.Location(database, more: $"?sslmode=verify-full&sslrootcert={Uri.EscapeDataString(server.Certificate)}")).RequireUsable());
    }

    [SkippableFact]
    public void A_server_that_is_not_there_and_a_database_that_is_not_there_are_said_at_once()
    {
        _ = Database;
        var started = Stopwatch.GetTimestamp();

        var nobody = Assert.Throws<Auth0Exception>(() => Opened(server.Location("state", port: FreePort.Find())).Connections.Read());
        var unknown = Assert.Throws<Auth0Exception>(() => Opened(server.Location("no_such_database")).Connections.Read());

        Assert.Equal((ErrorReason.StateStoreUnavailable, ErrorReason.StateStoreUnavailable), (nobody.Reason, unknown.Reason));
        Assert.Contains("cannot be reached", nobody.Message, StringComparison.Ordinal);
        Assert.Contains("no_such_database", unknown.Message, StringComparison.Ordinal);
        Assert.True(Stopwatch.GetElapsedTime(started) < Limits.StateServer, "A server that was never there is not waited for.");
    }

    private protected override string Written => server.Uri(Database);

    private protected override IStateStore Open() => Store();

    private PostgreSqlStore Store(TimeLimits? limits = null, string user = "owner") => Opened(server.Location(Database, user), limits);

    private PostgreSqlStore Opened(PostgreSqlLocation location, TimeLimits? limits = null)
    {
        _opened.Add(new PostgreSqlStore(location, limits ?? Limits));
        return _opened[^1];
    }

    /// <summary>What a machine that sleeps for longer than its leases finds.</summary>
    private void End() => server.Execute(Database, "update auth0ps.leases set expires_at = clock_timestamp() - interval '1 second'");
}

/// <summary>The same through a proxy that has fewer sessions than it has clients, and hands out another one for each transaction.</summary>
[Collection(PostgreSqlTests.Name)]
public sealed class PooledPostgreSqlStoreTests(PostgreSqlServer server) : StateStoreTests, IDisposable
{
    private readonly List<PostgreSqlStore> _opened = [];
    private string? _database;

    public void Dispose() => _opened.ForEach(static store => store.Dispose());

    private protected override string Written => server.Uri(_database ??= server.FreshDatabase(), port: server.PoolerPort, more: "?sslmode=disable");

    private protected override IStateStore Open()
    {
        Skip.IfNot(TestRun.IsWhole, TestRun.WhyNot);
        _database ??= server.FreshDatabase();
        Skip.If(server.PoolerPort is null, "PgBouncer is not on this machine; Debian has it in the package pgbouncer.");
        _opened.Add(new PostgreSqlStore(server.Location(_database, port: server.PoolerPort, more: "?sslmode=disable"), Limits));
        return _opened[^1];
    }
}
