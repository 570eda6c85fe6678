using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Security;
using Auth0Ps.Vaults;

namespace Auth0Ps.Core.Tests.Vaults;

/// <summary>The lock of a vault: shared within a process, closed to others. A second lock object on one file stands for another process.</summary>
public sealed class VaultLockTests : IDisposable
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    private readonly string _folder = Directory.CreateTempSubdirectory("auth0ps-vault-").FullName;

    private string LockFile => Path.Combine(_folder, "deeper", "vault.lock");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Callers_of_one_process_share_it_and_the_last_one_lets_go()
    {
        var mine = VaultLockFile.LockOf(LockFile);
        var theirs = VaultLockFile.LockOf(LockFile);
        var shares = await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => mine.ShareAsync("v", Short, CancellationToken.None)));

        foreach (var share in shares[1..])
        {
            share.Dispose();
            share.Dispose();
        }

        await AssertBusyAsync(theirs);
        shares[0].Dispose();
        using var free = await theirs.ShareAsync("v", Short, CancellationToken.None);
        await AssertBusyAsync(mine);
    }

    [Fact]
    public async Task A_further_share_is_to_be_had_only_while_the_lock_is_held()
    {
        var mine = VaultLockFile.LockOf(LockFile);
        Assert.Null(mine.TryShare());
        var first = await mine.ShareAsync("v", Short, CancellationToken.None);
        var further = Assert.IsAssignableFrom<IDisposable>(mine.TryShare());

        first.Dispose();
        await AssertBusyAsync(VaultLockFile.LockOf(LockFile));
        further.Dispose();

        using var free = await VaultLockFile.LockOf(LockFile).ShareAsync("v", Short, CancellationToken.None);
    }

    [Fact]
    public async Task Who_waits_can_stop_waiting_and_the_next_one_still_gets_it()
    {
        var mine = VaultLockFile.LockOf(LockFile);
        var theirs = VaultLockFile.LockOf(LockFile);
        var held = await theirs.ShareAsync("v", Short, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var waiting = mine.ShareAsync("v", TimeSpan.FromMinutes(1), stop.Token);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        held.Dispose();

        using var free = await mine.ShareAsync("v", TimeSpan.FromMinutes(1), CancellationToken.None);
    }

    [Fact]
    public async Task A_process_whose_callers_never_pause_lets_another_one_in()
    {
        var busy = VaultLockFile.LockOf(LockFile);
        using var enough = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(number => Task.Run(async () =>
        {
            // Overlapping, so that there is no instant without a share.
            await Task.Delay(number * 10);
            while (!enough.IsCancellationRequested)
            {
                using var share = await busy.ShareAsync("v", TimeSpan.FromMinutes(1), CancellationToken.None);
                await Task.Delay(40);
            }
        })).ToList();
        await Task.Delay(100);

        using (await VaultLockFile.LockOf(LockFile).ShareAsync("v", TimeSpan.FromMinutes(1), CancellationToken.None))
        {
            Assert.Null(busy.TryShare());
            await enough.CancelAsync();
        }

        await Task.WhenAll(callers);
    }

    [Fact]
    public async Task A_caller_that_has_a_share_gets_another_one_although_somebody_waits()
    {
        var mine = VaultLockFile.LockOf(LockFile);
        using var held = await mine.ShareAsync("v", Short, CancellationToken.None);
        using var stop = new CancellationTokenSource();
        var waiting = VaultLockFile.LockOf(LockFile).ShareAsync("v", TimeSpan.FromMinutes(1), stop.Token);

        using (await mine.ShareAsync("v", Short, CancellationToken.None))
            await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    [Fact]
    public async Task A_place_that_cannot_be_written_is_named()
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => VaultLockFile.LockOf(Path.Combine(file, "x.lock")).ShareAsync("v", Short, CancellationToken.None));

        Assert.Equal(ErrorReason.VaultUnavailable, failure.Reason);
        Assert.Contains("x.lock", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("x.lock")]
    [InlineData("x.lock.next")]
    public async Task A_lock_file_that_cannot_be_opened_is_not_told_as_another_process(string folder)
    {
        Directory.CreateDirectory(Path.Combine(_folder, folder));

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => VaultLockFile.LockOf(Path.Combine(_folder, "x.lock")).ShareAsync("store", Short, CancellationToken.None));

        Assert.Equal((ErrorReason.VaultUnavailable, "store"), (failure.Reason, failure.Target));
        Assert.Contains("cannot be opened", failure.Message, StringComparison.Ordinal);
        Assert.Contains("permissions", failure.RecommendedAction, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lock_file_that_cannot_be_made_is_not_told_as_another_process()
    {
        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => VaultLockFile.LockOf(Path.Combine(_folder, new string('x', 300))).ShareAsync("store", Short, CancellationToken.None));

        Assert.Equal(ErrorReason.VaultUnavailable, failure.Reason);
    }

    [Fact]
    public void Identities_ignore_case_and_the_data_folder()
    {
        var locks = TestState.New().Store.VaultLocks;
        Assert.Same(locks.Of("Module\nName"), locks.Of("module\nname"));
        Assert.NotSame(locks.Of("Module\nName"), locks.Of("Module\nOther"));
    }

    [Fact]
    public async Task A_folder_vault_keeps_replaces_and_removes()
    {
        var vault = new FolderVault(Path.Combine(_folder, "vault")) { LosesWrite = static entry => entry == "lost" };
        await using (var entries = await vault.OpenAsync(CancellationToken.None))
        {
            await entries.WriteAsync("a", new VaultSecret(SecureStrings.Protect("one")), mayRemoveFirst: true, CancellationToken.None);
            await entries.WriteAsync("A", new VaultSecret("me", SecureStrings.Protect("two")), mayRemoveFirst: true, CancellationToken.None);
            var lost = await Assert.ThrowsAsync<Auth0Exception>(() => entries.WriteAsync("lost", new VaultSecret(SecureStrings.Protect("three")), mayRemoveFirst: true, CancellationToken.None));
            Assert.Equal(ErrorReason.VaultWriteFailed, lost.Reason);
        }

        var again = new FolderVault(Path.Combine(_folder, "vault")) { FailsToWrite = static _ => true };
        Assert.Equal("two", again.Text("a"));
        Assert.Equal("me", (await again.ReadAsync("a", CancellationToken.None))?.UserName);
        Assert.Equal(["a"], again.Entries);
        await using var failing = await again.OpenAsync(CancellationToken.None);
        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => failing.RemoveAsync("a", CancellationToken.None));
        Assert.Equal(ErrorReason.VaultWriteFailed, failure.Reason);
    }

    private static async Task AssertBusyAsync(VaultLock other)
    {
        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => other.ShareAsync("store", Short, CancellationToken.None));
        Assert.Equal(ErrorReason.VaultBusy, failure.Reason);
        Assert.Contains("'store'", failure.Message, StringComparison.Ordinal);
    }
}
