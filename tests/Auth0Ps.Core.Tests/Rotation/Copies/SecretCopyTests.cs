using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Core.Tests.Rotation.Copies;

/// <summary>Rotations that put the same secret into further vaults.</summary>
public sealed class SecretCopyTests
{
    [Fact]
    public async Task Every_copy_gets_what_the_rotations_own_vault_got_and_after_it()
    {
        await using var scene = await CopyScene.StartAsync();
        var early = 0;
        var live = await scene.Scene.LiveAsync();
        scene.East.Before = scene.West.Before = async _ =>
        {
            if (scene.EastFinal != scene.Final || scene.WestFinal != scene.Final)
                early += await scene.Scene.LiveAsync() == scene.Final ? 0 : 1;
        };

        var rotated = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Succeeded, RotationPhase.Recorded), (rotated.Status, rotated.Phase));
        Assert.Equal([("East", RotationStatus.Succeeded), ("West", RotationStatus.Succeeded)], rotated.Copies.Select(copy => (copy.Vault, copy.Status)));
        Assert.EndsWith("Copied to vault 'East', 'West'.", rotated.Message, StringComparison.Ordinal);
        await scene.AssertEqualAsync();
        Assert.Equal((1, 0, false), (scene.Scene.Patches, early, live == scene.Final));
        Assert.Equal(["billing"], scene.West.Entries);
        Assert.Equal(["billing-client-id", "billing-client-secret"], scene.East.Entries);

        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        await scene.AssertEqualAsync();
    }

    [Theory]
    [InlineData("Resume")]
    [InlineData("Due")]
    [InlineData("Invoke")]
    public async Task A_copy_that_fails_is_finished_by_the_next_run_without_calling_the_tenant(string how)
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.RotateAsync();
        scene.East.FailsToWrite = static _ => true;

        var failed = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Interrupted, RotationPhase.Promoted, ErrorReason.RotationInterrupted), (failed.Status, failed.Phase, failed.Failure!.Reason));
        Assert.Contains("The copy 'billing-client-secret' in vault 'East' could not be written", failed.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("Resume-Auth0SecretRotation -Name billing", failed.Failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Contains("Invoke-Auth0SecretRotation -Name billing -Force", failed.Failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal([RotationStatus.Failed, RotationStatus.Succeeded], failed.Copies.Select(copy => copy.Status));
        var live = await scene.Scene.LiveAsync();
        Assert.Equal((live, live, false), (scene.Final, scene.WestFinal, scene.EastFinal == live));
        Assert.Equal((RotationState.Interrupted, true), (scene.Rotation.State, scene.Rotation.IsDue(DateTimeOffset.UtcNow)));
        var (requests, history) = (scene.Requests, scene.Scene.State.History.NewestFirst().Count);

        Assert.Equal(RotationStatus.Interrupted, (await scene.AgainAsync(how)).Status);
        scene.East.FailsToWrite = static _ => false;
        var finished = await scene.AgainAsync(how);

        Assert.Equal((RotationStatus.Succeeded, failed.JobId, requests), (finished.Status, finished.JobId, scene.Requests));
        Assert.Equal([RotationStatus.Succeeded, RotationStatus.Succeeded], finished.Copies.Select(copy => copy.Status));
        await scene.AssertEqualAsync();
        Assert.Equal((live, history + 2), (scene.Final, scene.Scene.State.History.NewestFirst().Count));
        Assert.NotEqual(RotationState.Interrupted, scene.Rotation.State);
    }

    [Theory]
    [InlineData(RotationPhase.Intended, "Resume")]
    [InlineData(RotationPhase.Staged, "Due")]
    [InlineData(RotationPhase.Applying, "Resume")]
    [InlineData(RotationPhase.Applying, "Invoke")]
    [InlineData(RotationPhase.Promoted, "Resume")]
    [InlineData(RotationPhase.Promoted, "Due")]
    [InlineData(RotationPhase.Verified, "Due")]
    public async Task Wherever_a_run_breaks_off_one_more_makes_every_copy_equal(RotationPhase at, string how)
    {
        await using var scene = await CopyScene.StartAsync(new RotationRequest { KeepPrevious = true });
        await scene.RotateAsync();

        await scene.BreakOffAsync(at);

        scene.AssertNothingElse();
        var again = await scene.AgainAsync(how);
        Assert.True(again.Status == RotationStatus.Succeeded, again.Message);
        await scene.AssertEqualAsync();
        scene.AssertNothingElse();
        Assert.Equal(scene.Scene.Vault.Text("billing-client-secret-previous"), scene.East.Text("billing-client-secret-previous"));
    }

    [Theory]
    [InlineData("missing")]
    [InlineData("own vault under another name")]
    public async Task A_copys_vault_that_cannot_be_used_is_one_error_before_the_tenant_is_called(string how)
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.RotateAsync();
        var before = (scene.Final, scene.EastFinal, scene.Requests);
        if (how == "missing")
            scene.UseOnly(scene.West);
        else
            scene.UseOnly(scene.Scene.Vault.As("East"), scene.West);

        var refused = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Failed, how == "missing" ? ErrorReason.VaultNotFound : ErrorReason.InvalidArgument), (refused.Status, refused.Failure!.Reason));
        Assert.Contains("'East'", refused.Failure.Message, StringComparison.Ordinal);
        scene.UseOnly(scene.East, scene.West);
        Assert.Equal(before, (scene.Final, scene.EastFinal, scene.Requests));
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        await scene.AssertEqualAsync();
    }

    [Fact]
    public async Task A_copys_vault_that_is_gone_keeps_no_live_secret_from_its_place_and_can_be_given_up()
    {
        await using var scene = await CopyScene.StartAsync();
        await scene.RotateAsync();
        await scene.BreakOffAsync(RotationPhase.Applying);
        scene.UseOnly(scene.West);

        var left = await scene.ResumeAsync();

        var live = await scene.Scene.LiveAsync();
        Assert.Equal((RotationStatus.Interrupted, RotationPhase.Promoted, live, live), (left.Status, left.Phase, scene.Final, scene.WestFinal));
        Assert.Contains("vault 'East'", left.Failure!.Message, StringComparison.Ordinal);
        var refused = await Assert.ThrowsAsync<Auth0Exception>(() => scene.Saved.ChangeAsync(new RotationRequest { CopyTo = [] }));
        Assert.Equal(ErrorReason.RotationInterrupted, refused.Reason);

        var givenUp = await scene.RotateAsync(new() { Force = true, AppliesAtOnce = true });

        Assert.Equal((RotationStatus.Succeeded, live), (givenUp.Status, scene.Final));
        Assert.Contains("Given up by -Force: The copy 'billing-client-secret' in vault 'East'", givenUp.Message, StringComparison.Ordinal);
        Assert.Equal([RotationStatus.Failed, RotationStatus.Succeeded], givenUp.Copies.Select(copy => copy.Status));
        Assert.Empty((await scene.Saved.ChangeAsync(new RotationRequest { CopyTo = [] })).CopyTo);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
    }

    [Theory]
    [InlineData(RotationPhase.Applying, "billing-client-secret-next")]
    [InlineData(RotationPhase.Promoted, "billing-client-secret")]
    public async Task A_secret_that_was_changed_elsewhere_meanwhile_reaches_the_copies_too(RotationPhase at, string entry)
    {
        await using var scene = await CopyScene.StartAsync(limits: new() { Spreading = TimeSpan.FromMilliseconds(300) });
        await scene.RotateAsync();
        await scene.BreakOffAsync(at);
        var others = new string('x', 64);
        (await scene.Scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{scene.ClientId}", new { client_secret = others })).Dispose();
        await scene.Scene.PlantAsync(entry, others);

        var adopted = await scene.ResumeAsync();

        Assert.Equal(RotationStatus.Failed, adopted.Status);
        Assert.Equal(others, scene.Final);
        await scene.AssertEqualAsync();
    }

    [Fact]
    public async Task Adopting_the_present_secret_puts_it_into_the_copies_as_well()
    {
        await using var scene = await CopyScene.StartAsync(new RotationRequest { CopyTo = [CopyScene.ToEast, CopyScene.ToWest with { Mapping = new SecretsMapping { ClientSecret = "billing" } }] });

        Assert.True(await new Adoption(scene.Scene.Session).AdoptAsync(scene.Rotation, force: false, CancellationToken.None));

        await scene.AssertEqualAsync();
        Assert.Equal(0, scene.Scene.Patches);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        await scene.AssertEqualAsync();
    }

    [Fact]
    public async Task The_next_secret_is_in_every_copy_before_it_is_announced()
    {
        await using var scene = await CopyScene.StartAsync(new RotationRequest { AnnounceFor = TimeSpan.FromDays(1) });
        scene.West.FailsToWrite = static _ => true;
        var requests = scene.Requests;
        var failed = await scene.RotateAsync();
        var next = scene.Scene.Next;
        scene.West.FailsToWrite = static _ => false;

        var announced = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Failed, RotationStatus.Announced, 0), (failed.Status, announced.Status, scene.Scene.Patches));
        Assert.Contains("'West'", failed.Message, StringComparison.Ordinal);
        Assert.Equal((64, next, next, next), (next!.Length, scene.Scene.Next, scene.East.Text("billing-client-secret-next"), scene.West.Text("billing-next")));
        Assert.Equal([RotationStatus.Announced, RotationStatus.Announced], announced.Copies.Select(copy => copy.Status));
        Assert.Equal([RotationStatus.Announced, RotationStatus.Announced], (await scene.RotateAsync()).Copies.Select(copy => copy.Status));
        Assert.Null(scene.EastFinal);
        Assert.True(requests <= scene.Requests);

        Assert.Equal(RotationStatus.Succeeded, (await scene.ResumeAsync(atOnce: true)).Status);
        Assert.Equal(next, scene.Final);
        await scene.AssertEqualAsync();
    }

    [Fact]
    public async Task A_copys_vault_that_is_missing_when_the_time_has_come_does_not_end_the_announcement()
    {
        await using var scene = await CopyScene.StartAsync(new RotationRequest { AnnounceFor = TimeSpan.FromDays(1) });
        await scene.RotateAsync();
        scene.UseOnly(scene.East);

        var failed = await scene.ResumeAsync(atOnce: true);

        Assert.Equal((RotationStatus.Failed, 0, RotationStatus.Announced), (failed.Status, scene.Scene.Patches, scene.Rotation.RotationStatus));
        scene.UseOnly(scene.East, scene.West);
        Assert.Equal(RotationStatus.Succeeded, (await scene.ResumeAsync(atOnce: true)).Status);
        await scene.AssertEqualAsync();
    }

    [Fact]
    public async Task The_previous_secret_is_kept_in_the_copies_and_an_undo_reaches_them()
    {
        await using var scene = await CopyScene.StartAsync(new RotationRequest { KeepPrevious = true });
        await scene.RotateAsync();
        var former = scene.Final;
        await scene.RotateAsync();
        var live = scene.Final;
        Assert.Equal((former, former), (scene.East.Text("billing-client-secret-previous"), scene.West.Text("billing-previous")));

        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync(new() { Undoes = true })).Status);

        Assert.Equal((former, live, live), (scene.Final, scene.East.Text("billing-client-secret-previous"), scene.West.Text("billing-previous")));
        await scene.AssertEqualAsync();
    }

    [Fact]
    public async Task Removing_the_secret_removes_the_copies_and_what_is_not_its_own_stays()
    {
        await using var scene = await CopyScene.StartAsync(new RotationRequest { AnnounceFor = TimeSpan.FromDays(1), KeepPrevious = true });
        await scene.RotateAsync(new() { AppliesAtOnce = true });
        await scene.RotateAsync(new() { AppliesAtOnce = true });
        var removal = new RotationRemoval(scene.Scene.State, scene.Scene.Tenant.Open) { RemovesSecret = true };
        Assert.Contains("billing from vault 'West'", await removal.ActionOnAsync(scene.Rotation, CancellationToken.None), StringComparison.Ordinal);

        Assert.Null(await removal.RemoveAsync(scene.Rotation, CancellationToken.None));

        Assert.Equal((0, 0), (scene.East.Entries.Count, scene.West.Entries.Count));
        Assert.Equal(["auth0ps-fingerprint-key"], scene.Scene.Vault.Entries);
    }
}
