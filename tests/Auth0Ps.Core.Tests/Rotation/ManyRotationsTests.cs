using Auth0Ps.Core.Tests.Rotation.Definitions;
using Auth0Ps.Core.Tests.Support;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>What a run asks of its files does not grow with the rotations that are saved.</summary>
public sealed class ManyRotationsTests
{
    [Fact]
    public async Task Definitions_are_understood_once_for_each_state_of_the_file()
    {
        using var scene = new DefinitionScene();
        await scene.Registry().AddAsync(scene.Definition("billing"), CancellationToken.None);
        File.SetLastWriteTimeUtc(scene.FilePath, DateTime.UtcNow.AddMinutes(-1));
        var registry = scene.Registry();

        var first = registry.Definitions;
        Assert.Same(first, registry.Definitions);
        Assert.NotNull(registry.Find(first[0].Id));
        Assert.Same(first, registry.Definitions);

        await scene.Registry().AddAsync(scene.Definition("orders"), CancellationToken.None);
        Assert.Equal(2, registry.Definitions.Count);
        File.SetLastWriteTimeUtc(scene.FilePath, DateTime.UtcNow.AddMinutes(-1));
        var renamed = registry.Definitions;
        await scene.Connections.ReplaceAsync(scene.Connection, scene.Connection with { Name = "live" }, secret: null, CancellationToken.None);
        Assert.NotSame(renamed, registry.Definitions);
        Assert.Equal("live", registry.Require("billing").Connection);
    }

    [Fact]
    public async Task Who_writes_an_entry_is_known_by_its_name()
    {
        using var scene = new DefinitionScene();
        foreach (var name in (string[])["a", "b", "c"])
            await scene.Registry().AddAsync(scene.Definition(name), CancellationToken.None);

        Assert.Equal(["b"], scene.Registry().WritersOf(["B-Client-Secret", "nobody's"]).Select(writer => writer.Definition.Name));
        Assert.Equal(["a", "c"], scene.Registry().WritersOf(["a-client-id", scene.Registry().Require("c").Entries.NextEntry]).Select(writer => writer.Definition.Name));
    }

    [Fact]
    public async Task Only_what_is_not_finished_is_looked_for_among_the_journals()
    {
        using var scene = new DefinitionScene();
        var rotation = await scene.Registry().AddAsync(scene.Definition("billing"), CancellationToken.None);
        var run = DefinitionScene.Run(rotation, DefinitionScene.Made, status: null) with { Phase = RotationPhase.Staged };

        // One that a version wrote that did not mark it.
        scene.State.Journal.Write(run);
        Directory.Delete(Path.Combine(scene.State.JournalFolder(), "open"), recursive: true);
        Assert.Equal(run.JobId, Assert.Single(scene.State.Journal.Open()).JobId);
        Assert.Single(Directory.GetFiles(Path.Combine(scene.State.JournalFolder(), "open")));

        scene.State.Journal.Write(run with { Status = RotationStatus.Succeeded, RotatedAt = DefinitionScene.Made });
        Assert.Empty(scene.State.Journal.Open());
        Assert.Empty(Directory.GetFiles(Path.Combine(scene.State.JournalFolder(), "open")));
        Assert.Single(scene.State.Journal.All());

        // Interrupted is not finished, and one left of a run that was killed is found by every process.
        scene.State.Journal.Write(run with { Status = RotationStatus.Interrupted });
        Assert.Single(scene.State.Journal.Open());
    }

    [Fact]
    public async Task A_definition_that_was_made_while_the_clock_was_ahead_stands_by_its_runs()
    {
        using var scene = new DefinitionScene();
        scene.Clock.Now = DefinitionScene.Made.AddDays(400);
        var rotation = await scene.Registry().AddAsync(scene.Definition("billing", at: "12:00"), CancellationToken.None);

        scene.Clock.Now = DefinitionScene.Made.AddHours(1);
        var run = DefinitionScene.Run(rotation, DefinitionScene.Made, RotationStatus.Succeeded) with { RotatedBy = rotation.Id, Phase = RotationPhase.Recorded };
        scene.State.Journal.Write(run);

        var found = scene.Registry().Require("billing");
        Assert.Equal((RotationState.UpToDate, DefinitionScene.Made, DefinitionScene.Made.AddDays(30)), (found.State, found.LastRotatedAt, found.NextRotationAt));

        // Also after a run that failed, which carries on when the secret was made, and by a journal that does not say whose it is.
        scene.State.Journal.Write(run with { AttemptedAt = DefinitionScene.Made.AddMinutes(5), Status = RotationStatus.Failed });
        Assert.Equal(DefinitionScene.Made, scene.Registry().Require("billing").LastRotatedAt);
        scene.State.Journal.Write(run with { RotatedBy = null });
        Assert.Equal(RotationState.UpToDate, scene.Registry().Require("billing").State);

        // What an ad hoc run made before is still none of its own.
        scene.State.Journal.Write(run with { RotatedBy = null, RotationId = null });
        Assert.Equal(RotationState.Never, scene.Registry().Require("billing").State);
    }
}
