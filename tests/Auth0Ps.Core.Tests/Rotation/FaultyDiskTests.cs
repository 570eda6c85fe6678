namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>A data folder that cannot be written any more, from a moment on, and later can; no journal then says how far it came.</summary>
public sealed class FaultyDiskTests
{
    [Theory]
    [InlineData(RotationPhase.Leased)]
    [InlineData(RotationPhase.Intended)]
    [InlineData(RotationPhase.Staged)]
    public async Task A_journal_that_cannot_be_written_before_the_change_keeps_Auth0_out_of_it(RotationPhase from)
    {
        await using var scene = await RotationScene.StartAsync();
        await scene.RotateAsync();
        var (old, patches) = (await scene.LiveAsync(), scene.Patches);

        var rotation = await scene.RotateAsync(reached: phase => BreakAt(scene, phase, from));

        Assert.Equal((RotationStatus.Failed, ErrorReason.StateFileBusy), (rotation.Status, rotation.Failure!.Reason));
        Assert.Equal((old, patches), (await scene.LiveAsync(), scene.Patches));
        await EndsWellAsync(scene);
    }

    [Theory]
    [InlineData(RotationPhase.Applying, "'billing-client-secret-next' or 'billing-client-secret' in vault 'Prod'")]
    [InlineData(RotationPhase.Promoted, "'billing-client-secret' in vault 'Prod'")]
    public async Task A_journal_that_cannot_be_written_after_it_is_no_reason_to_say_that_nothing_changed(RotationPhase from, string where)
    {
        await using var scene = await RotationScene.StartAsync();
        await scene.RotateAsync();

        var rotation = await scene.RotateAsync(reached: phase => BreakAt(scene, phase, from));

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Contains(where, rotation.Failure!.Message, StringComparison.Ordinal);
        await scene.AssertNothingLostAsync();
        var live = await scene.LiveAsync();
        await EndsWellAsync(scene);
        Assert.Equal(live, scene.Final);
    }

    [Fact]
    public async Task A_history_that_cannot_be_written_is_found_out_before_anything_is_changed()
    {
        await using var scene = await RotationScene.StartAsync();
        var history = Path.Combine(scene.DataFolder, "history.jsonl");
        Directory.CreateDirectory(history);

        var rotation = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Failed, ErrorReason.StateFileBusy), (rotation.Status, rotation.Failure!.Reason));
        Assert.Equal((0, null), (scene.Patches, scene.Next));
        Directory.Delete(history);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
    }

    [Fact]
    public async Task A_history_that_cannot_be_written_is_made_up_for_without_another_change()
    {
        await using var scene = await RotationScene.StartAsync();
        var history = Path.Combine(scene.DataFolder, "history.jsonl");

        var rotation = await scene.RotateAsync(reached: phase =>
        {
            if (phase != RotationPhase.Applying)
                return;
            File.Delete(history);
            Directory.CreateDirectory(history);
        });

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
        Directory.Delete(history);
        var patches = scene.Patches;
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal(patches, scene.Patches);
        Assert.Single(scene.State.History.NewestFirst());
    }

    [Theory]
    [InlineData(RotationPhase.Staged)]
    [InlineData(RotationPhase.Applying)]
    [InlineData(RotationPhase.Promoted)]
    public async Task A_data_folder_that_is_deleted_on_the_way_changes_nothing(RotationPhase at)
    {
        await using var scene = await RotationScene.StartAsync();

        var rotation = await scene.RotateAsync(reached: phase =>
        {
            if (phase == at)
                Directory.Delete(scene.DataFolder, recursive: true);
        });

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
        Assert.Equal(scene.Final, scene.Next);
    }

    private static string Journal(RotationScene scene) => Path.Combine(scene.DataFolder, "journal");

    /// <summary>Puts a file in the place of the journal's folder, which stops root as well.</summary>
    private static void BreakAt(RotationScene scene, RotationPhase phase, RotationPhase from)
    {
        if (phase != from)
            return;
        Directory.Move(Journal(scene), Journal(scene) + ".away");
        File.WriteAllText(Journal(scene), "");
    }

    private static async Task EndsWellAsync(RotationScene scene)
    {
        File.Delete(Journal(scene));
        Directory.Move(Journal(scene) + ".away", Journal(scene));
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
        Assert.Equal(scene.Final, scene.Next);
    }
}
