using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>The secret before the present one, kept so that a rotation can be undone.</summary>
public sealed class PreviousSecretTests
{
    [Fact]
    public async Task An_undo_makes_the_previous_secret_live_again_and_the_two_change_places()
    {
        await using var saved = await StartAsync();
        var (former, live) = await RotateTwiceAsync(saved);

        var undone = await UndoAsync(saved);

        Assert.Equal((RotationStatus.Succeeded, former, former, live), (undone.Status, await saved.Scene.LiveAsync(), saved.Scene.Final, Previous(saved)));
        Assert.StartsWith("Undone;", undone.Message, StringComparison.Ordinal);
        Assert.Equal(undone.JobId, saved.Scene.State.History.NewestFirst()[0].JobId);
        Assert.Equal(RotationStatus.Succeeded, saved.Rotation.RotationStatus);

        // The next one is an ordinary rotation.
        Assert.Equal(RotationStatus.Succeeded, (await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()))).Status);
        Assert.Equal((false, former), (saved.Scene.Final == former || saved.Scene.Final == live, Previous(saved)));
    }

    [Fact]
    public async Task Only_a_rotation_that_is_told_to_keeps_the_previous_secret()
    {
        await using var saved = await SavedScene.StartAsync();

        await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()));
        await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()));

        Assert.Null(Previous(saved));
    }

    [Theory]
    [InlineData("twice", "undone already")]
    [InlineData("without a previous secret", "is not there")]
    [InlineData("with the live one as the previous one", "holds the same")]
    [InlineData("while interrupted", "interrupted")]
    [InlineData("while announced", "announced")]
    public async Task What_cannot_be_undone_is_one_clear_error_and_loses_nothing(string when, string says)
    {
        await using var saved = await StartAsync();
        await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()));
        if (when is "twice" or "while interrupted" or "while announced")
            await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()));
        if (when == "twice")
            Assert.Equal(RotationStatus.Succeeded, (await UndoAsync(saved)).Status);
        if (when == "with the live one as the previous one")
            await saved.Scene.PlantAsync("billing-client-secret-previous", saved.Scene.Final!);
        if (when == "while announced")
        {
            await saved.ChangeAsync(new RotationRequest { AnnounceFor = TimeSpan.FromDays(1) });
            Assert.Equal(RotationStatus.Announced, (await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()))).Status);
        }

        if (when == "while interrupted")
            await Assert.ThrowsAsync<TimeoutException>(() => saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()), reached: static phase => _ = phase == RotationPhase.Applying ? throw new TimeoutException() : phase));
        var before = (await saved.Scene.LiveAsync(), saved.Scene.Final, Previous(saved), saved.Scene.Next, saved.Scene.Patches, saved.Scene.State.History.NewestFirst().Count, saved.Rotation.LastRotationJobId);

        var refused = await UndoAsync(saved);

        Assert.Equal((RotationStatus.Failed, ErrorReason.NothingToUndo), (refused.Status, refused.Failure!.Reason));
        Assert.Contains(says, refused.Failure.Message, StringComparison.Ordinal);
        Assert.NotEmpty(refused.Failure.RecommendedAction!);
        Assert.Equal(before, (await saved.Scene.LiveAsync(), saved.Scene.Final, Previous(saved), saved.Scene.Next, saved.Scene.Patches, saved.Scene.State.History.NewestFirst().Count, saved.Rotation.LastRotationJobId));
    }

    [Theory]
    [InlineData(RotationPhase.Intended)]
    [InlineData(RotationPhase.Staged)]
    [InlineData(RotationPhase.Applying)]
    [InlineData(RotationPhase.Promoted)]
    [InlineData(RotationPhase.Verified)]
    public async Task An_undo_that_breaks_off_anywhere_is_finished_with_the_same_secret(RotationPhase at)
    {
        await using var saved = await StartAsync();
        var (former, live) = await RotateTwiceAsync(saved);
        await Assert.ThrowsAsync<TimeoutException>(() => saved.Scene.RotateAsync(saved.Rotation.ToTarget(new() { Undoes = true }), reached: phase => _ = phase == at ? throw new TimeoutException() : phase));
        Assert.Contains(await saved.Scene.LiveAsync(), new[] { saved.Scene.Final, saved.Scene.Next });

        var finished = await saved.Scene.Rotator().ResumeAsync("billing", saved.Scene.Application.ClientId, CancellationToken.None);

        Assert.Equal(RotationStatus.Succeeded, finished!.Status);
        Assert.Equal((former, former, live), (await saved.Scene.LiveAsync(), saved.Scene.Final, Previous(saved)));
        Assert.Equal(ErrorReason.NothingToUndo, (await UndoAsync(saved)).Failure!.Reason);
    }

    [Fact]
    public async Task After_a_failed_rotation_the_one_before_it_can_still_be_undone()
    {
        await using var saved = await StartAsync();
        var (former, _) = await RotateTwiceAsync(saved);
        saved.Scene.Vault.FailsToWrite = static entry => entry.EndsWith("-next", StringComparison.Ordinal);
        Assert.Equal(RotationStatus.Failed, (await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()))).Status);
        saved.Scene.Vault.FailsToWrite = static _ => false;

        Assert.Equal(RotationStatus.Succeeded, (await UndoAsync(saved)).Status);
        Assert.Equal((former, former), (await saved.Scene.LiveAsync(), saved.Scene.Final));
    }

    private static async Task<SavedScene> StartAsync()
    {
        var saved = await SavedScene.StartAsync();
        await saved.ChangeAsync(new RotationRequest { KeepPrevious = true });
        return saved;
    }

    private static async Task<(string? Former, string? Live)> RotateTwiceAsync(SavedScene saved)
    {
        Assert.Equal(RotationStatus.Succeeded, (await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()))).Status);
        var former = saved.Scene.Final;
        Assert.Equal(RotationStatus.Succeeded, (await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()))).Status);
        Assert.Equal((former, false), (Previous(saved), saved.Scene.Final == former));
        return (former, saved.Scene.Final);
    }

    private static Task<RotationOutcome> UndoAsync(SavedScene saved) => saved.Scene.RotateAsync(saved.Rotation.ToTarget(new() { Undoes = true }));

    private static string? Previous(SavedScene saved) => saved.Scene.Vault.Text("billing-client-secret-previous");
}
