using Auth0Ps.Rotation.Definitions;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>A saved rotation that another process is about: not interrupted, not to be changed, and left to that process.</summary>
public sealed class RotationUnderWayTests
{
    private static readonly TimeLimits Short = new() { LeaseForChange = TimeSpan.FromMilliseconds(50) };

    [Theory]
    [InlineData(RotationPhase.Intended)]
    [InlineData(RotationPhase.Applying)]
    [InlineData(RotationPhase.Promoted)]
    public async Task It_stands_as_it_stood_until_that_process_dies(RotationPhase at)
    {
        await using var saved = await SavedScene.StartAsync(Short);
        Assert.Equal(RotationStatus.Succeeded, (await saved.RotateDueAsync()).Status);
        var before = saved.Rotation;

        using var other = await HoldAsync(saved, at);
        var during = saved.Rotation;
        Assert.Equal((before.State, before.RotationStatus, before.NextRotationAt), (during.State, during.RotationStatus, during.NextRotationAt));
        Assert.Equal(RotationState.UpToDate, during.State);
        Assert.Contains("under way", during.LastRotationMessage, StringComparison.Ordinal);
        Assert.False(during.IsDue(DateTimeOffset.UtcNow));
        Assert.Empty(Interrupted(saved));

        other.Process.Kill();
        await other.Process.WaitForExitAsync();
        var left = saved.Rotation;
        Assert.Equal((RotationState.Interrupted, RotationStatus.Interrupted), (left.State, left.RotationStatus));
        Assert.True(left.IsDue(DateTimeOffset.UtcNow));
        Assert.Equal(saved.Id, Assert.Single(Interrupted(saved)).RotationId);
        Assert.Equal(RotationStatus.Succeeded, (await saved.Scene.Rotator().ResumeAsync("billing", saved.Rotation.ClientId, CancellationToken.None))!.Status);
        Assert.Equal(await saved.Scene.LiveAsync(), saved.Scene.Final);
    }

    [Fact]
    public async Task The_first_run_of_all_leaves_it_due_and_never_rotated_until_it_ends()
    {
        await using var saved = await SavedScene.StartAsync(Short);
        var before = saved.Rotation;

        using var other = await HoldAsync(saved, RotationPhase.Applying);
        var during = saved.Rotation;

        Assert.Equal(RotationStatus.None, during.RotationStatus);
        Assert.Equal((before.State, before.NextRotationAt), (during.State, during.NextRotationAt));
        other.LetGo();
        Assert.StartsWith("Succeeded", await other.EndAsync(), StringComparison.Ordinal);
        Assert.Equal((RotationState.UpToDate, RotationStatus.Succeeded), (saved.Rotation.State, saved.Rotation.RotationStatus));
    }

    [Fact]
    public async Task Who_takes_what_is_due_meanwhile_waits_and_finds_it_done()
    {
        await using var saved = await SavedScene.StartAsync(Short);
        using var other = await HoldAsync(saved, RotationPhase.Applying);

        var chosen = saved.Rotation;
        Assert.True(chosen.IsDue(DateTimeOffset.UtcNow));
        var second = saved.RotateDueAsync(chosen.ToTarget(new()));
        var resumed = saved.Scene.Rotator().ResumeAsync("billing", chosen.ClientId, CancellationToken.None);
        other.LetGo();

        Assert.StartsWith("Succeeded", await other.EndAsync(), StringComparison.Ordinal);
        Assert.Equal(RotationStatus.Skipped, (await second).Status);
        Assert.Null(await resumed);
        Assert.Equal(1, saved.Scene.Patches);
    }

    [Fact]
    public async Task It_is_neither_changed_nor_removed_meanwhile_but_for_what_the_run_does_not_need()
    {
        await using var saved = await SavedScene.StartAsync(Short);
        var planned = await saved.Factory.PlanAsync(new RotationRequest { SecretsMapping = new SecretsMapping { Credential = "both" } }, saved.Rotation, CancellationToken.None);
        var former = saved.Rotation;
        var removal = new RotationRemoval(saved.Scene.State, saved.Scene.Tenant.Open);
        using var other = await HoldAsync(saved, RotationPhase.Applying);

        // Planned meanwhile, planned before, and removed.
        await AssertBusyAsync(() => saved.ChangeAsync(new RotationRequest { SecretsMapping = new SecretsMapping { Credential = "both" } }));
        await AssertBusyAsync(() => saved.Factory.KeepAsync(planned, former, CancellationToken.None));
        await AssertBusyAsync(() => removal.RemoveAsync(saved.Rotation, CancellationToken.None));
        await saved.ChangeAsync(new RotationRequest { Description = "changed" });

        other.LetGo();
        Assert.StartsWith("Succeeded", await other.EndAsync(), StringComparison.Ordinal);
        Assert.Equal(("changed", "billing-client-secret"), (saved.Rotation.Description, saved.Rotation.Entries.SecretEntry));
        Assert.Equal(await saved.Scene.LiveAsync(), saved.Scene.Final);
        await saved.Factory.KeepAsync(planned, former, CancellationToken.None);
        await removal.RemoveAsync(saved.Rotation, CancellationToken.None);
        Assert.Empty(saved.Rotations.All);
    }

    [Fact]
    public async Task An_ad_hoc_run_whose_process_lives_is_not_offered_for_resuming()
    {
        await using var saved = await SavedScene.StartAsync(Short);
        await saved.Rotations.RemoveAsync(saved.Rotation, CancellationToken.None);
        var client = saved.Scene.Application.ClientId;
        using var other = await RunnerProcess.StartHeldAsync(saved.Scene.Tenant.Sandbox, Folder(saved), client, RotationPhase.Intended, rotation: null);
        Assert.True(saved.Scene.State.Journal.Find(saved.Scene.Session.ClientOf(client)) is { IsOpen: true });

        Assert.Empty(Interrupted(saved));
        other.Process.Kill();
        await other.Process.WaitForExitAsync();

        Assert.Equal(client, Assert.Single(Interrupted(saved)).ClientId);
    }

    private static string Folder(SavedScene saved) => Path.GetDirectoryName(saved.Scene.DataFolder)!;

    private static Task<RunnerProcess> HoldAsync(SavedScene saved, RotationPhase at) =>
        RunnerProcess.StartHeldAsync(saved.Scene.Tenant.Sandbox, Folder(saved), saved.Scene.Application.ClientId, at, saved.Id);

    private static IReadOnlyList<InterruptedRotation> Interrupted(SavedScene saved) =>
        new InterruptedRotations(saved.Scene.State).Find(static _ => true, static failure => Assert.Fail(failure.Message));

    private static async Task AssertBusyAsync(Func<Task> change)
    {
        var failure = await Assert.ThrowsAsync<Auth0Exception>(change);
        Assert.Equal(ErrorReason.RotationBusy, failure.Reason);
        Assert.Contains("'billing' is under way", failure.Message, StringComparison.Ordinal);
        Assert.StartsWith("Wait", failure.RecommendedAction, StringComparison.Ordinal);
    }
}
