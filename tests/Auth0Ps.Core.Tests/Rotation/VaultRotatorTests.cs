using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>Rotations into a vault, with what Auth0 and vaults do to them.</summary>
public sealed class VaultRotatorTests
{
    private static readonly string[] RotationScopes = ["read:clients", "update:client_keys"];

    [Fact]
    public async Task The_new_secret_is_in_the_vault_before_Auth0_hears_of_it()
    {
        await using var scene = await RotationScene.StartAsync();
        var old = await scene.LiveAsync();
        var seen = new List<(RotationPhase Phase, string? Next, int Patches)>();

        var rotation = await scene.RotateAsync(reached: phase => seen.Add((phase, scene.Next, scene.Patches)));

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(RotationPhase.Recorded, rotation.Phase);
        Assert.Equal(
            [RotationPhase.Leased, RotationPhase.Intended, RotationPhase.Staged, RotationPhase.Applying, RotationPhase.Promoted, RotationPhase.Verified, RotationPhase.Recorded],
            seen.Select(item => item.Phase));
        Assert.Equal(0, seen.Single(item => item.Phase == RotationPhase.Applying).Patches);
        Assert.NotNull(seen.Single(item => item.Phase == RotationPhase.Applying).Next);
        Assert.NotEqual(old, scene.Final);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
        Assert.Equal(64, scene.Final!.Length);
        Assert.Equal(scene.Application.ClientId, scene.Vault.Text("billing-client-id"));
        Assert.Equal(scene.Final, scene.Next);
        Assert.Equal(["auth0ps-fingerprint-key", "billing-client-id", "billing-client-secret", "billing-client-secret-next"], scene.Vault.Entries);
    }

    [Fact]
    public async Task A_rotation_takes_one_request_besides_its_proof()
    {
        await using var scene = await RotationScene.StartAsync();
        var rotator = scene.Rotator();
        await rotator.RotateAsync(scene.Target, isDue: null, CancellationToken.None);
        var before = scene.Tenant.Sandbox.Requests.Count;

        var rotation = await rotator.RotateAsync(scene.Target, isDue: null, CancellationToken.None);

        Assert.Equal(RotationVerification.Readback, rotation.VerifiedBy);
        Assert.Equal(2, scene.Tenant.Sandbox.Requests.Count - before);
    }

    [Fact]
    public async Task One_credential_holds_both_where_that_is_wanted()
    {
        await using var scene = await RotationScene.StartAsync();
        scene.Mapping = new SecretsMapping { Credential = "billing" };

        await scene.RotateAsync();

        var entry = await scene.Vault.ReadAsync("billing", CancellationToken.None);
        Assert.Equal(scene.Application.ClientId, entry!.UserName);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Fact]
    public async Task Each_rotation_is_in_the_history_without_its_secret()
    {
        await using var scene = await RotationScene.StartAsync();

        var rotation = await scene.RotateAsync();

        var record = Assert.Single(scene.State.History.NewestFirst());
        Assert.Equal((rotation.JobId, RotationStatus.Succeeded, "billing"), (record.JobId, record.Status, record.Name));
        foreach (var file in Directory.GetFiles(scene.DataFolder, "*", SearchOption.AllDirectories))
            Assert.DoesNotContain(scene.Final!, await File.ReadAllTextAsync(file), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vault_that_cannot_be_written_keeps_Auth0_out_of_it()
    {
        await using var scene = await RotationScene.StartAsync();
        var old = await scene.LiveAsync();
        scene.Vault.FailsToWrite = static _ => true;

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Failed, rotation.Status);
        Assert.Equal(ErrorReason.VaultWriteFailed, rotation.Failure!.Reason);
        Assert.Equal(0, scene.Patches);
        Assert.Equal(old, await scene.LiveAsync());
    }

    [Fact]
    public async Task A_vault_that_turns_read_only_halfway_names_the_entry_that_is_live_and_one_more_run_ends_it()
    {
        await using var scene = await RotationScene.StartAsync();
        scene.Vault.FailsToWrite = static entry => entry == "billing-client-secret";

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Contains("'billing-client-secret-next' in vault 'Prod'", rotation.Failure!.Message, StringComparison.Ordinal);
        Assert.Contains("Resume-Auth0SecretRotation", rotation.Failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(await scene.LiveAsync(), scene.Next);

        scene.Vault.FailsToWrite = static _ => false;
        var next = scene.Next;
        var resumed = await scene.Rotator().ResumeAsync("billing", scene.Application.ClientId, CancellationToken.None);
        Assert.Equal(RotationStatus.Succeeded, resumed!.Status);
        Assert.Equal(next, scene.Final);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
        Assert.Equal(rotation.JobId, resumed.JobId);
    }

    [Fact]
    public async Task What_Auth0_refuses_is_spent_and_never_gets_its_final_name()
    {
        await using var scene = await RotationScene.StartAsync(scopes: ["read:clients"]);
        var old = await scene.LiveAsync();

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Failed, rotation.Status);
        Assert.Equal(ErrorReason.InsufficientScope, rotation.Failure!.Reason);
        Assert.Equal(old, await scene.LiveAsync());
        Assert.Equal(64, scene.Next!.Length);
        Assert.Null(scene.Final);
    }

    [Theory]
    [InlineData(FaultAction.DropAfter)]
    [InlineData(FaultAction.DropBefore)]
    [InlineData(FaultAction.Status)]
    public async Task Faults_that_pass_are_lived_through(FaultAction action)
    {
        await using var scene = await RotationScene.StartAsync(speed: 20, scopes: [.. RotationScopes, "read:client_keys"]);
        scene.Tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 2, Action = action, Status = action == FaultAction.Status ? 503 : null });

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Theory]
    [InlineData(FaultAction.DropAfter)]
    [InlineData(FaultAction.DropBefore)]
    public async Task An_outcome_that_stays_unknown_keeps_both_and_the_next_run_sends_the_same_one(FaultAction action)
    {
        await using var scene = await RotationScene.StartAsync(speed: 20, scopes: RotationScopes);
        scene.Tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 5, Action = action });

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.True(scene.State.Journal.Find(scene.Session.ClientOf(scene.Application.ClientId))!.EverUnknown);
        var staged = scene.Next;
        Assert.NotNull(staged);
        var again = await scene.RotateAsync();
        Assert.Equal(RotationStatus.Succeeded, again.Status);
        Assert.Equal(staged, scene.Final);
        Assert.Equal(staged, await scene.LiveAsync());
    }

    [Fact]
    public async Task A_refusal_after_an_unknown_attempt_discards_only_what_is_proven_dead()
    {
        await using var scene = await RotationScene.StartAsync(speed: 20, scopes: RotationScopes);
        scene.Tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 1, Action = FaultAction.DropAfter });
        scene.Tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 20, Action = FaultAction.Status, Status = 400 });

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Equal(await scene.LiveAsync(), scene.Next);
    }

    [Theory]
    [InlineData(RotationPhase.Intended)]
    [InlineData(RotationPhase.Staged)]
    [InlineData(RotationPhase.Applying)]
    [InlineData(RotationPhase.Promoted)]
    [InlineData(RotationPhase.Verified)]
    public async Task A_run_that_ends_after_any_phase_is_finished_by_the_next_with_the_same_secret(RotationPhase last)
    {
        await using var scene = await RotationScene.StartAsync();
        await scene.RotateAsync();
        var planned = new List<string?>();

        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.RotateAsync(reached: phase =>
        {
            if (phase != last)
                return;
            planned.Add(scene.Next ?? scene.Final);
            throw new InvalidOperationException("gone");
        }));
        await scene.AssertNothingLostAsync();
        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
        Assert.Equal(scene.Final, scene.Next);
        if (last >= RotationPhase.Staged)
            Assert.Equal(planned[0], scene.Final);
    }

    [Theory]
    [InlineData("live")]
    [InlineData("dead")]
    [InlineData("unknowable")]
    public async Task A_next_entry_without_a_journal_is_looked_at_first(string how)
    {
        await using var scene = await RotationScene.StartAsync(speed: 60, scopes: how == "unknowable" ? RotationScopes : [.. RotationScopes, "read:client_keys"]);
        await scene.RotateAsync();
        var next = how == "live" ? scene.Final! : new string('p', 64);
        Directory.Delete(scene.DataFolder, recursive: true);
        await scene.PlantAsync("billing-client-secret-next", next);
        if (how == "live")
            await scene.PlantAsync("billing-client-secret", "the one before it");

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
        Assert.Equal(how != "dead", scene.Final == next);
        Assert.Equal(scene.Final, scene.Next);
    }

    [Fact]
    public async Task A_next_secret_that_Auth0_has_not_spread_yet_is_not_taken_for_dead()
    {
        await using var scene = await RotationScene.StartAsync(
            new SandboxOptions { PropagationDelay = TimeSpan.FromSeconds(1) }, speed: 20, scopes: [.. RotationScopes, "read:client_grants"]);
        await scene.ChooseMachineAsync();
        var accepted = new string('a', 64);
        await scene.PlantAsync("billing-client-secret-next", accepted);
        (await scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{scene.Application.ClientId}", new { client_secret = accepted })).Dispose();
        scene.Tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 20, Action = FaultAction.Status, Status = 400 });

        await scene.RotateAsync();

        Assert.Equal(accepted, await scene.LiveAsync());
        await scene.AssertNothingLostAsync();
    }

    [Fact]
    public async Task A_next_entry_that_was_changed_by_hand_is_not_sent()
    {
        await using var scene = await RotationScene.StartAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.RotateAsync(reached: phase => { if (phase == RotationPhase.Staged) throw new InvalidOperationException("gone"); }));
        await scene.PlantAsync("billing-client-secret-next", "typed by hand");
        var patches = scene.Patches;

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Contains("billing-client-secret-next", rotation.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(patches, scene.Patches);
    }

    [Fact]
    public async Task An_entry_of_somebody_else_needs_force()
    {
        await using var scene = await RotationScene.StartAsync();
        await scene.PlantAsync("billing-client-secret", "somebody else's");

        var refused = await scene.RotateAsync();
        Assert.Equal(ErrorReason.VaultEntryExists, refused.Failure!.Reason);
        Assert.Equal("somebody else's", scene.Final);
        Assert.Equal(0, scene.Patches);

        var forced = await scene.RotateAsync(scene.Target with { Options = new() { Force = true } });
        Assert.Equal(RotationStatus.Succeeded, forced.Status);
    }

    [Fact]
    public async Task Two_runs_at_once_rotate_once_for_one_due_slot()
    {
        await using var scene = await RotationScene.StartAsync(new SandboxOptions { Latency = TimeSpan.FromMilliseconds(50) });
        var due = true;

        var rotations = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => scene.Rotator(phase =>
        {
            if (phase == RotationPhase.Recorded)
                due = false;
        }).RotateAsync(scene.Target, () => due, CancellationToken.None)));

        Assert.Single(rotations, rotation => rotation.Status == RotationStatus.Succeeded);
        Assert.Equal(2, rotations.Count(rotation => rotation.Status == RotationStatus.Skipped));
        Assert.Equal(1, scene.Patches);
    }

    [Fact]
    public async Task A_stop_before_the_change_changes_nothing_and_after_it_finishes()
    {
        await using var scene = await RotationScene.StartAsync();
        using var early = new CancellationTokenSource();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scene.RotateAsync(reached: phase => { if (phase == RotationPhase.Staged) early.Cancel(); }, stop: early.Token));
        Assert.Equal(0, scene.Patches);

        using var late = new CancellationTokenSource();
        var rotation = await scene.RotateAsync(reached: phase => { if (phase == RotationPhase.Promoted) late.Cancel(); }, stop: late.Token);
        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Fact]
    public async Task An_application_that_is_gone_leaves_no_final_entry()
    {
        await using var scene = await RotationScene.StartAsync();
        (await scene.Tenant.CallAsync(HttpMethod.Delete, $"clients/{scene.Application.ClientId}", body: null)).Dispose();

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Failed, rotation.Status);
        Assert.Equal(ErrorReason.ApplicationNotFound, rotation.Failure!.Reason);
        Assert.Null(scene.Final);
    }
}
