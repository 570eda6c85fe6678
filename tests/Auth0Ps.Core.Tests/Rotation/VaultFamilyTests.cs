using Auth0Ps.Core.Tests.Rotation.PrivateKeys;
using Auth0Ps.Core.Tests.Support;
using Auth0Ps.State;
using Auth0Ps.Vaults.Learning;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>Rotations, one after the other, into vaults of every family; what cannot be kept is refused before Auth0 is called.</summary>
public sealed class VaultFamilyTests
{
    public static TheoryData<Habit[]> Keeping =>
    [
        [Habit.KeepsFirst],
        [Habit.RefusesReplacing, Habit.ThrowsMissing],
        [Habit.ShapeOfSecureString, Habit.ReturnsHashtable, Habit.ReportsMissing, Habit.CannotListNothing],
        [Habit.ShapeOfSecureString, Habit.ReturnsCredential],
        [Habit.TextOnly, Habit.AddsLineBreak, Habit.OneLine],
        [Habit.CredentialsOnly, Habit.FirstLine, Habit.ReturnsLogin],
        [Habit.ReturnsText, Habit.WindowsLines, Habit.ListsNumbers],
        [Habit.Lags],
        [Habit.PlainNames, Habit.SoftDeletes],
        [Habit.FoldsNames],
        [Habit.ReadsPatterns],
        [Habit.Throttles],
        [Habit.ThrottlesWrites, Habit.KeepsFirst],
        [Habit.ReturnsBoth],
    ];

    public static TheoryData<Habit> Losing => [Habit.Forgets, Habit.Refuses, Habit.ReturnsBytes, Habit.Small, Habit.Broken, Habit.FindsByPart, Habit.ForgetsNewest];

    [Theory]
    [MemberData(nameof(Keeping))]
    public async Task Secrets_are_rotated_again_and_again(Habit[] habits)
    {
        var vault = New(habits);
        await using var scene = await RotationScene.StartAsync();
        scene.State.Vaults = new HabitVaults(vault, scene.State.Habits);
        var seen = new HashSet<string>(StringComparer.Ordinal);
        for (var round = 0; round < 4; round++)
        {
            scene.State.Habits.Forget();
            var rotation = await scene.RotateAsync();

            Assert.True(rotation.Status == RotationStatus.Succeeded, rotation.Message);
            Assert.True(seen.Add((await scene.LiveAsync())!));
            Assert.Equal(await scene.LiveAsync(), await TextAsync(vault, "billing-client-secret"));
        }
    }

    [Theory]
    [MemberData(nameof(Keeping))]
    public async Task Keys_are_rotated_again_and_again(Habit[] habits)
    {
        var vault = New(habits);
        await using var scene = await KeyScene.StartAsync();
        scene.Scene.State.Vaults = new HabitVaults(vault, scene.Scene.State.Habits);
        scene.Specification = scene.Specification with { Overlap = TimeSpan.Zero };
        for (var round = 0; round < 3; round++)
        {
            scene.Scene.State.Habits.Forget();
            var rotation = await scene.RotateAsync();

            Assert.True(rotation.Status == RotationStatus.Succeeded, rotation.Message);
            Assert.True(await scene.WorksAsync((await TextAsync(vault, "billing-private-key"))!));
        }
    }

    [Theory]
    [MemberData(nameof(Losing))]
    public async Task A_vault_that_does_not_keep_it_keeps_Auth0_out_of_it(Habit habit)
    {
        foreach (var isKey in new[] { false, true })
        {
            // What a secret fits into may be too small for a key.
            if (habit == Habit.Small && !isKey)
                continue;
            var vault = New([habit]);
            await using var scene = await KeyScene.StartAsync();
            scene.Scene.State.Vaults = new HabitVaults(vault, scene.Scene.State.Habits);
            var old = await scene.Scene.LiveAsync();

            var rotation = isKey ? await scene.RotateAsync() : await scene.Scene.RotateAsync();

            Assert.Equal(RotationStatus.Failed, rotation.Status);
            Assert.True(rotation.Failure!.Reason is ErrorReason.VaultWriteFailed or ErrorReason.VaultUnavailable or ErrorReason.VaultReadFailed, rotation.Message);
            Assert.NotNull(rotation.Failure.RecommendedAction);
            Assert.Equal((old, 0), (await scene.Scene.LiveAsync(), scene.Scene.Patches));
            Assert.Empty(await scene.CredentialsAsync());
        }
    }

    [Fact]
    public async Task A_credential_goes_where_credentials_are_kept_and_nowhere_else()
    {
        foreach (var habit in new[] { Habit.SoftDeletes, Habit.KeepsFirst, Habit.Lags, Habit.NoCredentials, Habit.TextOnly })
        {
            var vault = New([habit]);
            await using var scene = await RotationScene.StartAsync();
            scene.State.Vaults = new HabitVaults(vault, scene.State.Habits);
            scene.Mapping = new SecretsMapping { Credential = "billing" };
            var old = await scene.LiveAsync();
            for (var round = 0; round < 3; round++)
            {
                var rotation = await scene.RotateAsync();
                if (habit is Habit.NoCredentials or Habit.TextOnly)
                {
                    Assert.Equal((RotationStatus.Failed, ErrorReason.VaultWriteFailed, old), (rotation.Status, rotation.Failure!.Reason, await scene.LiveAsync()));
                    Assert.Contains("cannot keep credentials", rotation.Message, StringComparison.Ordinal);
                    continue;
                }

                Assert.True(rotation.Status == RotationStatus.Succeeded, rotation.Message);
                Assert.Equal(await scene.LiveAsync(), await TextAsync(vault, "billing"));
            }
        }
    }

    [Fact]
    public async Task A_vault_that_becomes_read_only_leaves_the_live_secret_where_the_error_says()
    {
        var vault = New([]);
        await using var scene = await RotationScene.StartAsync();
        scene.State.Vaults = new HabitVaults(vault, scene.State.Habits);
        await scene.RotateAsync();

        var rotation = await scene.RotateAsync(reached: phase =>
        {
            if (phase == RotationPhase.Applying)
                vault.Begin(Habit.Refuses);
        });

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Contains("the shelf is full", rotation.Message, StringComparison.Ordinal);
        var live = await scene.LiveAsync();
        Assert.Contains(vault.Names, name => vault.Text(name) == live && rotation.Message!.Contains($"'{name}'", StringComparison.Ordinal));
        vault.End(Habit.Refuses);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal((live, live), (await scene.LiveAsync(), vault.Text("billing-client-secret")));
    }

    // As a user's own Get-Secret reads it, through whatever the vault returns.
    private static async Task<string?> TextAsync(HabitVault vault, string entry) =>
        await new LearningVault(vault, TestState.New().Habits, vault.Time, TimeLimits.Default.VaultReadLag).ReadAsync(entry, CancellationToken.None) is { } found ? Auth0Ps.Security.SecureStrings.Reveal(found.Secret) : null;

    private static HabitVault New(Habit[] habits) => new(habits) { Time = new ScaledTime(200), Lag = TimeSpan.FromSeconds(10) };
}
