using Auth0Ps.Core.Tests.Rotation.PrivateKeys;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation;
using Auth0Ps.State;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>Rotations that end at any call of a vault, in vaults of the families that contradict each other; and names that come to mean two items.</summary>
public sealed class InterruptedVaultFamilyTests
{
    [Theory]
    [InlineData(true, Habit.KeepsFirst)]
    [LongInlineData(true, Habit.RefusesReplacing, Habit.TextOnly)]
    [InlineData(false, Habit.SoftDeletes)]
    [LongInlineData(false, Habit.ShapeOfSecureString, Habit.ReturnsHashtable, Habit.ReportsMissing)]
    [LongInlineData(false, Habit.CredentialsOnly, Habit.FirstLine, Habit.ReturnsLogin)]
    [LongInlineData(false, Habit.FoldsNames, Habit.ListsNumbers)]
    [InlineData(false, Habit.ReturnsBoth)]
    public async Task A_run_that_ends_at_any_call_of_the_vault_loses_nothing_and_is_taken_up_with_the_same_secret(bool alsoAtReads, params Habit[] habits)
    {
        var vault = New(habits);
        await using var scene = await RotationScene.StartAsync();
        scene.State.Vaults = new HabitVaults(vault, scene.State.Habits);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        for (var last = 0; ; last++)
        {
            var (calls, staged) = (0, (string?)null);
            vault.Before = call =>
            {
                if ((alsoAtReads || IsChange(call)) && calls++ == last)
                    throw new Gone();
            };
            var patches = scene.Patches;
            var isKilled = false;
            try
            {
                await scene.RotateAsync(reached: phase => staged = phase == RotationPhase.Staged ? Text(vault, Waiting(vault)) : staged);
            }
            catch (Gone)
            {
                isKilled = true;
            }

            vault.Before = null;
            scene.State.Habits.Forget();
            var live = await scene.LiveAsync();
            Assert.Contains(vault.Names, name => Text(vault, name) == live);
            if (!isKilled)
                break;

            var taken = await scene.RotateAsync();

            Assert.True(taken.Status == RotationStatus.Succeeded, taken.Message);
            Assert.Equal(await scene.LiveAsync(), Text(vault, "billing-client-secret"));
            if (staged is not null)
                Assert.Equal(staged, await scene.LiveAsync());
            Assert.True(scene.Patches - patches <= 2);
        }
    }

    [Theory]
    [InlineData(Habit.KeepsFirst)]
    [LongInlineData(Habit.SoftDeletes, Habit.OneLine)]
    [LongInlineData(Habit.ShapeOfSecureString, Habit.ReturnsHashtable, Habit.ReportsMissing)]
    public async Task A_run_of_keys_that_ends_at_any_change_of_the_vault_leaves_what_works_and_is_taken_up(params Habit[] habits)
    {
        var vault = New(habits);
        await using var scene = await KeyScene.StartAsync();
        scene.Scene.State.Vaults = new HabitVaults(vault, scene.Scene.State.Habits);
        scene.Specification = scene.Specification with { Overlap = TimeSpan.Zero };
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        for (var last = 0; ; last++)
        {
            var calls = 0;
            vault.Before = call =>
            {
                if (IsChange(call) && calls++ == last)
                    throw new Gone();
            };
            var isKilled = await Record.ExceptionAsync(() => scene.RotateAsync()) is Gone;
            vault.Before = null;
            scene.Scene.State.Habits.Forget();

            // Where an entry has to be removed first, its key is in another one.
            var held = new[] { "billing-private-key", "billing-private-key-next", "billing-private-key-previous" };
            Assert.True(await AnyAsync(held, async name => await TextAsync(vault, name) is { } pem && await scene.WorksAsync(pem)), $"ended at change {last}");
            if (!isKilled)
                break;

            var taken = await scene.RotateAsync();
            Assert.True(taken.Status == RotationStatus.Succeeded, $"ended at change {last}: {taken.Message}");
            Assert.True(await scene.WorksAsync((await TextAsync(vault, "billing-private-key"))!));
            Assert.InRange((await scene.CredentialsAsync()).Count, 1, 2);
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Two_items_of_one_name_are_found_out_before_the_tenant_is_called(bool isKey)
    {
        var vault = New([Habit.FailsForTwo]);
        await using var scene = await KeyScene.StartAsync();
        scene.Scene.State.Vaults = new HabitVaults(vault, scene.Scene.State.Habits);
        scene.Specification = scene.Specification with { Overlap = TimeSpan.Zero };
        Assert.Equal(RotationStatus.Succeeded, (await RotateAsync()).Status);
        var (live, attached) = (await scene.Scene.LiveAsync(), await scene.AttachedAsync());
        for (var round = 0; round < 2; round++)
        {
            scene.Scene.State.Habits.Forget();
            var refused = await RotateAsync();

            Assert.Equal(RotationStatus.Failed, refused.Status);
            Assert.Contains("Multiple entries are called", refused.Message, StringComparison.Ordinal);
            Assert.NotNull(refused.Failure!.RecommendedAction);
            Assert.Equal(live, await scene.Scene.LiveAsync());
            Assert.Equal(attached, await scene.AttachedAsync());
        }

        // What was seen once keeps the other entries from it.
        vault.PutInOrder();
        for (var round = 0; round < 3; round++)
        {
            var rotation = await RotateAsync();
            Assert.True(rotation.Status == RotationStatus.Succeeded, rotation.Message);
        }

        Assert.True(isKey ? await scene.WorksAsync((await TextAsync(vault, "billing-private-key"))!) : await scene.Scene.LiveAsync() == await TextAsync(vault, "billing-client-secret"));

        Task<RotationOutcome> RotateAsync() => isKey ? scene.RotateAsync() : scene.Scene.RotateAsync();
    }

    private static bool IsChange(string call) => !call.StartsWith("get ", StringComparison.Ordinal) && !call.StartsWith("list ", StringComparison.Ordinal);

    /// <summary>The entry in which the next secret waits.</summary>
    private static string Waiting(HabitVault vault) => vault.Names.First(static name => name.StartsWith("billing-client-secret-", StringComparison.OrdinalIgnoreCase));

    private static string? Text(HabitVault vault, string entry) => vault.Text(entry)?.TrimEnd();

    // As a user's own Get-Secret reads it, through whatever the vault returns.
    private static async Task<string?> TextAsync(HabitVault vault, string entry) =>
        await new LearningVault(vault, TestState.New().Habits, vault.Time, TimeLimits.Default.VaultReadLag).ReadAsync(entry, CancellationToken.None) is { } found ? Auth0Ps.Security.SecureStrings.Reveal(found.Secret) : null;

    private static HabitVault New(Habit[] habits) => new(habits) { Time = new ScaledTime(200), Lag = TimeSpan.FromSeconds(10) };

    private static async Task<bool> AnyAsync(IEnumerable<string> names, Func<string, Task<bool>> isIt)
    {
        foreach (var name in names)
        {
            if (await isIt(name))
                return true;
        }

        return false;
    }

    /// <summary>Ends a run where a kill would; nothing else may end it.</summary>
    private sealed class Gone() : Exception("gone");
}
