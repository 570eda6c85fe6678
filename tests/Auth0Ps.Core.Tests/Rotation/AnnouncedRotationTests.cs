using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.ClientSecrets;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>Secrets that stand in the vault for a while before they become live.</summary>
public sealed class AnnouncedRotationTests
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    [Fact]
    public async Task The_next_secret_can_be_read_and_the_present_one_stays_live_until_its_time_has_come()
    {
        await using var saved = await StartAsync();
        var live = await saved.Scene.LiveAsync();

        var announced = await saved.RotateDueAsync();

        var next = saved.Scene.Next;
        Assert.Equal((RotationStatus.Announced, RotationPhase.Announced, 64), (announced.Status, announced.Phase, next!.Length));
        Assert.Contains("billing-client-secret-next", announced.Message, StringComparison.Ordinal);
        Assert.Equal((live, 0), (await saved.Scene.LiveAsync(), saved.Scene.Patches));
        var rotation = saved.Rotation;
        Assert.Equal((RotationStatus.Announced, RotationState.Announced, announced.AppliesAt, announced.AppliesAt), (rotation.RotationStatus, rotation.State, rotation.AppliesAt, rotation.NextRotationAt));
        Assert.InRange(rotation.AppliesAt!.Value - DateTimeOffset.UtcNow, Day - TimeSpan.FromMinutes(2), Day);
        Assert.Equal((false, true), (rotation.IsDue(DateTimeOffset.UtcNow), rotation.IsDue(rotation.AppliesAt.Value)));

        Come(saved);
        Assert.Equal(RotationState.Due, saved.Rotation.State);
        var applied = await saved.RotateDueAsync();

        Assert.Equal((RotationStatus.Succeeded, announced.JobId), (applied.Status, applied.JobId));
        Assert.Equal((next, next, next, 1), (await saved.Scene.LiveAsync(), saved.Scene.Final, saved.Scene.Next, saved.Scene.Patches));
        Assert.Equal((RotationState.UpToDate, null), (saved.Rotation.State, saved.Rotation.AppliesAt));
        Assert.Equal([RotationStatus.Succeeded, RotationStatus.Announced], saved.Scene.State.History.NewestFirst().Select(record => record.Status));
    }

    [Fact]
    public async Task While_it_waits_a_run_says_when_and_changes_nothing()
    {
        await using var saved = await StartAsync();
        var announced = await saved.RotateDueAsync();
        var next = saved.Scene.Next;

        var due = await saved.RotateDueAsync();
        var named = await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()));
        var resumed = await ResumeAsync(saved.Scene);

        Assert.Equal((RotationStatus.Skipped, RotationStatus.Announced, RotationStatus.Announced), (due.Status, named.Status, resumed!.Status));
        Assert.Equal((announced.AppliesAt, announced.AppliesAt), (named.AppliesAt, resumed.AppliesAt));
        Assert.Contains("-Force", named.Message, StringComparison.Ordinal);
        Assert.Equal((next, 0), (saved.Scene.Next, saved.Scene.Patches));
        Assert.Single(saved.Scene.State.History.NewestFirst());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task By_force_it_becomes_live_at_once(bool resumes)
    {
        await using var saved = await StartAsync();
        await saved.RotateDueAsync();
        var next = saved.Scene.Next;

        var applied = resumes ? await ResumeAsync(saved.Scene, atOnce: true) : await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new() { Force = true, AppliesAtOnce = true }));

        Assert.Equal(RotationStatus.Succeeded, applied!.Status);
        Assert.Equal((next, next), (await saved.Scene.LiveAsync(), saved.Scene.Final));
    }

    [Fact]
    public async Task By_force_it_is_not_announced_at_all()
    {
        await using var saved = await StartAsync();

        Assert.Equal(RotationStatus.Succeeded, (await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new() { AppliesAtOnce = true }))).Status);
        Assert.Equal(await saved.Scene.LiveAsync(), saved.Scene.Final);
    }

    [Fact]
    public async Task A_vault_that_is_missing_when_the_time_has_come_does_not_end_the_announcement()
    {
        await using var scene = await RotationScene.StartAsync();
        var announced = await scene.RotateAsync(scene.Target with { AnnounceFor = Day });
        var next = scene.Next;
        Come(scene);
        scene.State.Vaults = new FolderVaults(scene.Vault.As("Another"));
        var failed = await ResumeAsync(scene);
        scene.State.Vaults = new FolderVaults(scene.Vault);

        Assert.Equal((RotationStatus.Announced, RotationStatus.Failed), (announced.Status, failed!.Status));
        Assert.Equal(RotationStatus.Announced, scene.State.Journal.Find(scene.Session.ClientOf(scene.Application.ClientId))!.Status);
        Assert.Equal(RotationStatus.Succeeded, (await ResumeAsync(scene))!.Status);
        Assert.Equal((next, next), (await scene.LiveAsync(), scene.Final));
    }

    [Fact]
    public async Task An_announced_value_that_is_gone_is_made_and_announced_anew()
    {
        await using var scene = await RotationScene.StartAsync();
        await scene.RotateAsync(scene.Target with { AnnounceFor = Day });
        var next = scene.Next;
        Come(scene);
        await using (var entries = await scene.Vault.OpenAsync(CancellationToken.None))
            await entries.RemoveAsync("billing-client-secret-next", CancellationToken.None);

        var again = await ResumeAsync(scene);

        Assert.Equal(RotationStatus.Announced, again!.Status);
        Assert.InRange(again.AppliesAt!.Value, DateTimeOffset.UtcNow + Day - TimeSpan.FromMinutes(2), DateTimeOffset.UtcNow + Day);
        Assert.Equal((64, false, 0), (scene.Next!.Length, scene.Next == next, scene.Patches));
    }

    [Fact]
    public async Task A_change_of_place_withdraws_it_and_the_next_run_announces_there()
    {
        await using var saved = await StartAsync();
        await saved.RotateDueAsync();

        var changed = await saved.ChangeAsync(new RotationRequest { SecretsMapping = new() { ClientSecret = "elsewhere" } });

        Assert.Equal((RotationStatus.Failed, null), (changed.RotationStatus, changed.AppliesAt));
        Assert.Contains("withdrawn", changed.LastRotationMessage, StringComparison.Ordinal);
        Assert.Equal(RotationStatus.Announced, (await saved.RotateDueAsync()).Status);
        Assert.Equal((64, 0), (saved.Scene.Vault.Text("elsewhere-next")!.Length, saved.Scene.Patches));
    }

    [Fact]
    public async Task A_change_of_other_fields_leaves_it_and_its_time()
    {
        await using var saved = await StartAsync();
        var announced = await saved.RotateDueAsync();

        var changed = await saved.ChangeAsync(new RotationRequest { Description = "another", AnnounceFor = TimeSpan.Zero });

        Assert.Equal((null, announced.AppliesAt, RotationState.Announced), (changed.AnnounceFor, changed.AppliesAt, changed.State));
    }

    [Fact]
    public async Task An_ad_hoc_one_is_found_once_its_time_has_come_and_another_vault_is_a_way_out()
    {
        await using var scene = await RotationScene.StartAsync();
        await scene.RotateAsync(scene.Target with { AnnounceFor = Day });
        var interrupted = new InterruptedRotations(scene.State);

        Assert.Empty(interrupted.FindAnnounced(DateTimeOffset.UtcNow, Fail));
        Come(scene);
        Assert.Equal(scene.Application.ClientId, Assert.Single(interrupted.FindAnnounced(DateTimeOffset.UtcNow, Fail)).ClientId);

        var elsewhere = await scene.RotateAsync(scene.Target with { Vault = "Other" });
        Assert.Equal((RotationStatus.Failed, "Other"), (elsewhere.Status, elsewhere.Vault));

        static void Fail(Auth0Exception failure) => Assert.Fail(failure.Message);
    }

    [Theory]
    [InlineData("30.00:00:00", "longer than the interval")]
    [InlineData("45.00:00:00", "longer than the interval")]
    [InlineData("-1.00:00:00", "in the past")]
    [InlineData("00:00:00.0000001", "a bare number")]
    public async Task A_time_that_cannot_be_kept_is_refused(string time, string why)
    {
        await using var saved = await SavedScene.StartAsync();

        var refused = await Assert.ThrowsAsync<Auth0Exception>(() => saved.ChangeAsync(new RotationRequest { AnnounceFor = TimeSpan.Parse(time, System.Globalization.CultureInfo.InvariantCulture) }));

        Assert.True(refused.Reason == ErrorReason.InvalidArgument, why);
        Assert.Contains("-AnnounceFor", refused.RecommendedAction, StringComparison.Ordinal);
        Assert.Null(saved.Rotation.AnnounceFor);
    }

    [Fact]
    public void A_private_key_needs_none() =>
        Assert.Contains("-Overlap", Assert.Throws<Auth0Exception>(() => Announcement.Require(Day, CredentialKind.PrivateKey, interval: 30, "billing")).RecommendedAction, StringComparison.Ordinal);

    private static async Task<SavedScene> StartAsync()
    {
        var saved = await SavedScene.StartAsync();
        await saved.ChangeAsync(new RotationRequest { AnnounceFor = Day });
        return saved;
    }

    private static Task<RotationOutcome?> ResumeAsync(RotationScene scene, bool atOnce = false) =>
        scene.Rotator().ResumeAsync("billing", scene.Application.ClientId, atOnce, CancellationToken.None);

    private static void Come(SavedScene saved) => Come(saved.Scene);

    /// <summary>A day later, as far as the announcement goes.</summary>
    private static void Come(RotationScene scene)
    {
        var entry = scene.State.Journal.Find(scene.Session.ClientOf(scene.Application.ClientId))!;
        scene.State.Journal.Write(entry with { AppliesAt = entry.AppliesAt!.Value - Day });
    }
}
