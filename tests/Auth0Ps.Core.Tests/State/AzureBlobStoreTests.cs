using System.Diagnostics;
using System.Globalization;
using System.Text;
using Auth0Ps.AzureBlob;
using Auth0Ps.Security;
using Auth0Ps.State;
using Azure.Storage.Blobs;
using Azure.Storage.Sas;

namespace Auth0Ps.Core.Tests.State;

/// <summary>Containers of Azure's own emulator.</summary>
[Collection(AzureBlobTests.Name)]
public sealed class AzureBlobStoreTests(Azurite server) : StateStoreTests, IDisposable
{
    private readonly List<AzureBlobStore> _opened = [];
    private string? _place;

    /// <summary>A folder in a container, beside which others have their own.</summary>
    private string Place => _place ??= server.NewPlace() + "/team/prod";

    private BlobContainerClient Blobs => server.Container(Place);

    public void Dispose() => _opened.ForEach(static store => store.Dispose());

    [SkippableFact]
    public async Task Processes_that_come_to_an_account_without_the_container_at_once_make_one()
    {
        AzureBlobStore[] stores = [.. Enumerable.Range(0, 8).Select(_ => Store())];

        await Task.WhenAll(stores.Select(store => Task.Run(store.RequireUsable)));

        Assert.Equal(["team/prod/auth0ps.json"], Blobs.GetBlobs().Select(static blob => blob.Name));
    }

    [SkippableFact]
    public async Task A_lease_that_ended_is_anothers_and_its_former_holder_sends_and_writes_nothing()
    {
        var (mine, theirs) = (Store(), Store());
        var lost = await mine.Leases.TakeAsync(Client, CancellationToken.None);
        mine.Journal.Write(NewEntry(Client) with { Phase = RotationPhase.Staged });
        server.EndLeases(Place);

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
        server.EndLeases(Place);

        Assert.Equal(ErrorReason.RotationBusy, (await Assert.ThrowsAsync<Auth0Exception>(() => mine.Leases.ConfirmAsync(Client, TimeSpan.FromSeconds(1), CancellationToken.None))).Reason);
        Assert.Equal(ErrorReason.RotationBusy, Assert.Throws<Auth0Exception>(() => mine.Journal.Write(NewEntry(Client))).Reason);
    }

    [SkippableFact]
    public async Task Of_many_who_take_a_lease_that_has_ended_at_once_one_gets_it()
    {
        var stores = Enumerable.Range(0, 6).Select(_ => Store()).ToArray();
        _ = await stores[0].Leases.TakeAsync(Client, CancellationToken.None);
        server.EndLeases(Place);

        var taken = await Task.WhenAll(stores.Skip(1).Select(store => store.Leases.TryTakeAsync(Client, waitsForDead: false, CancellationToken.None)));

        Assert.Single(taken, static lease => lease is not null);
    }

    [SkippableFact]
    public async Task The_end_of_a_dead_holders_lease_is_waited_for_and_that_of_a_living_one_is_not()
    {
        var (mine, theirs) = (Store(Limits with { SharedLease = TimeSpan.FromSeconds(3) }), Store());
        using (await mine.Leases.TakeAsync(Client, CancellationToken.None))
            Assert.Null(await theirs.Leases.TryTakeAsync(Client, waitsForDead: true, CancellationToken.None));

        // As a process leaves it that is killed.
        var dead = new AzureBlobStore(server.Location(Place), Limits with { SharedLease = TimeSpan.FromSeconds(1) });
        _ = await dead.Leases.TakeAsync(Client, CancellationToken.None);
        dead.Dispose();
        server.SetLeases(Place, "expires", DateTimeOffset.UtcNow.AddSeconds(2));

        Assert.Null(await theirs.Leases.TryTakeAsync(Client, waitsForDead: false, CancellationToken.None));
        using var taken = await theirs.Leases.TryTakeAsync(Client, waitsForDead: true, CancellationToken.None);
        Assert.NotNull(taken);
    }

    [SkippableFact]
    public async Task Whoever_makes_a_new_value_after_a_holder_was_lost_waits_until_nothing_of_that_can_arrive()
    {
        var (lost, mine) = (Store(), Store());
        _ = await lost.Leases.TakeAsync(Client, CancellationToken.None);
        server.EndLeases(Place);
        using (await mine.Leases.TakeAsync(Client, CancellationToken.None))
        {
        }

        // Also a further holder: that one let go says nothing of the one before.
        using var lease = await mine.Leases.TakeAsync(Client, CancellationToken.None);
        var wait = mine.Leases.WaitForLostAsync(Client, TimeSpan.FromSeconds(5), CancellationToken.None);
        Assert.False(wait.IsCompleted);
        await wait;
        var lostAt = DateTimeOffset.Parse(Metadata($"clients/{Client.Key}.json")["lost"], CultureInfo.InvariantCulture);
        Assert.True(DateTimeOffset.UtcNow - lostAt >= TimeSpan.FromSeconds(5));
        await mine.Leases.WaitForLostAsync(Client, TimeSpan.FromSeconds(3), CancellationToken.None);
    }

    [SkippableFact]
    public async Task A_lease_is_renewed_while_its_holder_works_and_extended_past_what_it_is_about_to_do()
    {
        var mine = Store(Limits with { SharedLease = TimeSpan.FromSeconds(3) });
        using var lease = await mine.Leases.TakeAsync(Client, CancellationToken.None);
        var (first, started) = (Left(), Stopwatch.GetTimestamp());
        while (Left() <= first)
        {
            Assert.True(Stopwatch.GetElapsedTime(started) < TimeSpan.FromSeconds(10), "It was not renewed.");
            await Task.Delay(50);
        }

        var term = await mine.Leases.ConfirmAsync(Client, TimeSpan.FromMinutes(2), CancellationToken.None);

        // Longer than Azure's own leases can be, and never over here before it is there.
        Assert.InRange(Left() - DateTimeOffset.UtcNow, TimeSpan.FromSeconds(100), TimeSpan.FromSeconds(122));
        Assert.False(term.IsOver);

        DateTimeOffset Left() => DateTimeOffset.Parse(Metadata($"clients/{Client.Key}.json")["expires"], CultureInfo.InvariantCulture);
    }

    [SkippableFact]
    public async Task Work_goes_on_when_the_storage_was_away_and_is_back()
    {
        var store = Store();
        using var lease = await store.Leases.TakeAsync(Client, CancellationToken.None);
        await store.Rotations.UpdateAsync(_ => [NewRotation(1)], CancellationToken.None);
        await server.BreakAsync();
        var added = store.Rotations.UpdateAsync(list => [.. list, NewRotation(2)], CancellationToken.None);

        await server.StartAsync();

        await added;
        Assert.Equal(2, store.Rotations.Read().Count);
        await store.Leases.ConfirmAsync(Client, TimeSpan.FromMinutes(1), CancellationToken.None);
        store.Journal.Write(NewEntry(Client));
        Assert.NotNull(Store().Journal.Find(Client));
    }

    [SkippableFact]
    public async Task A_storage_that_is_not_there_or_stays_away_is_said()
    {
        var store = Store(Limits with { StateServer = TimeSpan.FromMilliseconds(200) });
        using var lease = await store.Leases.TakeAsync(Client, CancellationToken.None);
        await server.BreakAsync();
        try
        {
            var away = Assert.Throws<Auth0Exception>(() => store.Connections.Read());
            var nobody = Assert.Throws<Auth0Exception>(() => Store().RequireUsable());

            Assert.Equal((ErrorReason.StateStoreUnavailable, ErrorReason.StateStoreUnavailable), (away.Reason, nobody.Reason));
            Assert.Contains("cannot be reached", away.Message, StringComparison.Ordinal);
            Assert.Contains("cannot be reached", nobody.Message, StringComparison.Ordinal);

            // That is no loss of the lease.
            Assert.Equal(ErrorReason.StateStoreUnavailable, (await Assert.ThrowsAsync<Auth0Exception>(() => store.Leases.ConfirmAsync(Client, TimeSpan.FromSeconds(1), CancellationToken.None))).Reason);
        }
        finally
        {
            await server.StartAsync();
        }

        await store.Leases.ConfirmAsync(Client, TimeSpan.FromSeconds(1), CancellationToken.None);
    }

    [SkippableFact]
    public async Task Each_rotation_is_a_blob_and_a_change_writes_what_it_changes()
    {
        var (mine, theirs) = (Store(), Store());
        await mine.Rotations.UpdateAsync(_ => [.. Enumerable.Range(0, 5).Select(NewRotation)], CancellationToken.None);
        var before = RotationBlobs();
        Assert.Equal(5, before.Length);
        Assert.Equal(5, theirs.Rotations.Read().Count);

        await theirs.Rotations.UpdateAsync(list => [.. list.Select(one => one.Name == "rotation-3" ? one with { Description = "changed" } : one).Where(static one => one.Name != "rotation-0")], CancellationToken.None);

        Assert.Equal(3, before.Intersect(RotationBlobs(), StringComparer.Ordinal).Count());
        Assert.Equal(4, RotationBlobs().Length);
        Assert.Equal(["rotation-1", "rotation-2", "rotation-3", "rotation-4"], mine.Rotations.Read().Select(static one => one.Name));
        Assert.Equal("changed", mine.Rotations.Read()[2].Description);
        Assert.Same(mine.Rotations.Read(), mine.Rotations.Read());

        string[] RotationBlobs() => [.. Blobs.GetBlobs().Select(static blob => blob.Name).Where(static name => name.StartsWith("team/prod/rotations/", StringComparison.Ordinal))];
    }

    [SkippableFact]
    public async Task A_full_blob_of_the_history_is_followed_by_the_next_and_a_line_that_was_sent_twice_is_one()
    {
        var container = new Container(server.Location(Place), Limits);
        HistoryBlobs[] histories = [new(container) { Longest = 3000 }, new(container) { Longest = 3000 }];
        var records = Enumerable.Range(0, 12).Select(static number => Stored.Filled.Of<Auth0SecretRotationRecord>(number) with { Attempts = number }).ToArray();
        foreach (var record in records)
            await histories[record.Attempts % 2].AppendAsync(record);
        await histories[0].AppendAsync(records[11]);

        Assert.True(Blobs.GetBlobs().Count(static blob => blob.Name.StartsWith("team/prod/history/", StringComparison.Ordinal)) > 1);
        Assert.Equal(Enumerable.Range(0, 12).Reverse(), new HistoryBlobs(container).NewestFirst().Select(static record => record.Attempts));
        await new HistoryBlobs(container) { Longest = 3000 }.AppendAsync(records[0] with { Attempts = 12 });
        Assert.Equal(12, histories[1].NewestFirst()[0].Attempts);
    }

    [SkippableFact]
    public void A_record_that_cannot_be_understood_concerns_its_client_only_and_can_be_set_aside()
    {
        var store = Store();
        store.Journal.Write(NewEntry(Client));
        store.Journal.Write(NewEntry(Client with { ClientId = "other" }));
        Overwrite($"clients/{Client.Key}.json", "{ torn");

        Assert.Equal(ErrorReason.StateFileDamaged, Assert.Throws<Auth0Exception>(() => store.Journal.Find(Client)).Reason);
        Assert.Equal(ErrorReason.StateFileDamaged, Assert.Throws<Auth0Exception>(() => store.Journal.All()).Reason);
        var damaged = new List<string>();
        Assert.Equal("other", Assert.Single(store.Journal.All((key, _) => damaged.Add(key))).ClientId);
        Assert.Equal([Client.Key], damaged);
        Assert.Contains("/damaged/", store.Journal.SetAside(Client), StringComparison.Ordinal);
        Assert.Null(store.Journal.Find(Client));
        var aside = Assert.Single(Blobs.GetBlobs(), static blob => blob.Name.Contains("/damaged/", StringComparison.Ordinal));
        Assert.Equal("{ torn", Blobs.GetBlobClient(aside.Name).DownloadContent().Value.Content.ToString());
    }

    [SkippableTheory]
    [InlineData("rotations.json", """{ "format": 1, "rotations": [ "gone" ] }""", ErrorReason.StateFileDamaged)]
    [InlineData("rotations.json", """{ "format": 2, "rotations": [] }""", ErrorReason.StateFileNewer)]
    [InlineData("auth0ps.json", """{ "format": 99 }""", ErrorReason.StateFileNewer)]
    [InlineData("auth0ps.json", "{ torn", ErrorReason.StateFileDamaged)]
    public async Task What_is_newer_or_damaged_is_said_and_left_as_it_is(string name, string content, ErrorReason reason)
    {
        Store().RequireUsable();
        Overwrite(name, content);

        Assert.Equal(reason, Assert.Throws<Auth0Exception>(() => Store().Rotations.Read()).Reason);
        Assert.Equal(reason, (await Assert.ThrowsAsync<Auth0Exception>(() => Store().Rotations.UpdateAsync(static list => list, CancellationToken.None))).Reason);
        Assert.Equal(content, Blobs.GetBlobClient($"team/prod/{name}").DownloadContent().Value.Content.ToString());
    }

    [SkippableFact]
    public void A_wrong_key_and_a_wrong_or_ended_signature_are_refused_and_in_no_message()
    {
        Store().RequireUsable();
        var right = Signature(BlobContainerSasPermissions.All);
        string[] wrong =
        [
            Convert.ToBase64String(Encoding.UTF8.GetBytes("Sesame-Sesame-Sesame-Sesame")),
            right.Replace("sig=", "sig=Sesame", StringComparison.Ordinal),
            Signature(BlobContainerSasPermissions.All, TimeSpan.FromMinutes(-5)),
        ];
        foreach (var secret in wrong)
        {
            var failure = Assert.Throws<Auth0Exception>(() => Opened(server.Location(Place, secret)).RequireUsable());
            Assert.Equal(ErrorReason.StateStoreUnavailable, failure.Reason);
            Assert.Contains("refuses the signature or key", failure.Message, StringComparison.Ordinal);
            Assert.DoesNotContain(secret, failure.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain("Sesame", failure.ToString(), StringComparison.Ordinal);
        }

        var neither = Assert.Throws<Auth0Exception>(() => Opened(server.Location(Place, "Sesame!")).RequireUsable());
        Assert.Contains("neither a shared access signature nor an account key", neither.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("Sesame", neither.ToString(), StringComparison.Ordinal);
    }

    [SkippableFact]
    public async Task The_rights_that_are_named_are_enough_and_without_them_it_is_said_which_are_missing()
    {
        Store().RequireUsable();
        var reading = Assert.Throws<Auth0Exception>(() => Opened(server.Location(Place, Signature(BlobContainerSasPermissions.Read | BlobContainerSasPermissions.List))).RequireUsable());
        Assert.Equal(ErrorReason.StateStoreUnavailable, reading.Reason);
        Assert.Contains("Storage Blob Data Contributor", reading.RecommendedAction, StringComparison.Ordinal);

        // As the portal shows it, and as a whole address.
        foreach (var signature in new[] { "?" + Signature(Least), $"{server.UriOf(Place.Split('/')[0])}?{Signature(Least)}" })
        {
            var store = Opened(server.Location(Place, signature));
            using var lease = await store.Leases.TakeAsync(Client, CancellationToken.None);
            store.Journal.Write(NewEntry(Client));
            await store.Rotations.UpdateAsync(_ => [NewRotation(1)], CancellationToken.None);
            await store.History.RequireWritableAsync();
            await store.History.AppendAsync(Stored.Filled.Of<Auth0SecretRotationRecord>(1));
            Assert.NotEmpty(store.Journal.RequireWritable());
            Assert.NotEmpty(store.History.NewestFirst());
        }
    }

    [SkippableFact]
    public void A_container_that_is_missing_and_may_not_be_made_is_said()
    {
        _ = Place;
        var failure = Assert.Throws<Auth0Exception>(() => Opened(server.Location(Place, Signature(Least))).RequireUsable());

        Assert.Equal(ErrorReason.StateStoreUnavailable, failure.Reason);
        Assert.False(Blobs.Exists());
    }

    [SkippableFact]
    public void A_signature_that_ends_is_followed_by_the_one_that_its_vault_has_then_and_what_the_vault_says_is_told()
    {
        Store().RequireUsable();
        var entry = Signature(Least);
        var store = Opened(server.Location(Place) with { ReadSecret = () => SecureStrings.Protect(entry) });
        Assert.Empty(store.Connections.Read());

        var ended = Signature(Least, TimeSpan.FromMinutes(-5));
        entry = ended;
        var next = Opened(server.Location(Place) with { ReadSecret = () => SecureStrings.Protect(entry) });
        Assert.Throws<Auth0Exception>(() => next.Connections.Read());
        entry = Signature(Least);
        Assert.Empty(next.Connections.Read());

        var locked = Opened(server.Location(Place) with { ReadSecret = static () => throw new Auth0Exception(ErrorReason.VaultLocked, "The vault is locked.", "Unlock it.") });
        var failure = Assert.Throws<Auth0Exception>(() => locked.Connections.Read());
        Assert.Equal(ErrorReason.StateStoreUnavailable, failure.Reason);
        Assert.EndsWith("The vault is locked.", failure.Message, StringComparison.Ordinal);
        Assert.Equal("Unlock it.", failure.RecommendedAction);
    }

    [SkippableFact]
    public void What_signs_in_comes_from_the_variables_that_az_has()
    {
        Store().RequireUsable();
        var place = server.Location(Place) with { ReadSecret = null };
        var nothing = Assert.Throws<Auth0Exception>(() => Opened(place).RequireUsable());
        Assert.Equal(ErrorReason.StateStoreUnavailable, nothing.Reason);
        Assert.Contains("AZURE_STORAGE_KEY", nothing.RecommendedAction, StringComparison.Ordinal);
        try
        {
            Environment.SetEnvironmentVariable("AZURE_STORAGE_KEY", server.Key);
            Assert.Equal(FormBlob.Version, Opened(place).RequireUsable());
            Environment.SetEnvironmentVariable("AZURE_STORAGE_ACCOUNT", "another");
            Assert.Throws<Auth0Exception>(() => Opened(place).RequireUsable());
            Environment.SetEnvironmentVariable("AZURE_STORAGE_ACCOUNT", null);
            Environment.SetEnvironmentVariable("AZURE_STORAGE_KEY", null);
            Environment.SetEnvironmentVariable("AZURE_STORAGE_SAS_TOKEN", Signature(Least));
            Assert.Equal(FormBlob.Version, Opened(place).RequireUsable());
        }
        finally
        {
            foreach (var name in new[] { "AZURE_STORAGE_KEY", "AZURE_STORAGE_ACCOUNT", "AZURE_STORAGE_SAS_TOKEN" })
                Environment.SetEnvironmentVariable(name, null);
        }
    }

    private protected override string Written => server.UriOf(Place);

    private protected override IStateStore Open() => Store();

    private static BlobContainerSasPermissions Least =>
        BlobContainerSasPermissions.Read | BlobContainerSasPermissions.Add | BlobContainerSasPermissions.Create | BlobContainerSasPermissions.Write | BlobContainerSasPermissions.Delete | BlobContainerSasPermissions.List;

    private string Signature(BlobContainerSasPermissions rights, TimeSpan? length = null) =>
        Blobs.GenerateSasUri(new BlobSasBuilder(rights, DateTimeOffset.UtcNow + (length ?? TimeSpan.FromHours(1))) { BlobContainerName = Blobs.Name, Resource = "c", StartsOn = DateTimeOffset.UtcNow.AddHours(-1) }).Query.TrimStart('?');

    private IDictionary<string, string> Metadata(string name) => Blobs.GetBlobClient($"team/prod/{name}").GetProperties().Value.Metadata;

    private void Overwrite(string name, string content)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(content));
        Blobs.GetBlobClient($"team/prod/{name}").Upload(stream, overwrite: true);
    }

    private AzureBlobStore Store(TimeLimits? limits = null) => Opened(server.Location(Place), limits);

    private AzureBlobStore Opened(AzureBlobLocation location, TimeLimits? limits = null)
    {
        _opened.Add(new AzureBlobStore(location, limits ?? Limits));
        return _opened[^1];
    }
}
