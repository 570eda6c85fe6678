using Auth0Ps.Rotation.Journal;
using Answer = Auth0Ps.Core.Tests.Support.RecordingRelay.Answer;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>What leads out of interruptions: a change in the dashboard, a firewall, an application that was moved, a vault's odd entry.</summary>
public sealed class WaysOutTests
{
    private static readonly string[] Unseeing = ["read:clients", "update:client_keys"];

    [Theory]
    [InlineData(RotationPhase.Promoted)]
    [InlineData(RotationPhase.Applying)]
    public async Task A_change_in_the_dashboard_right_after_ours_is_adopted_and_told(RotationPhase at)
    {
        await using var scene = await RotationScene.StartBehindRelayAsync(speed: 200);
        await scene.RotateAsync();
        var typed = new string('d', 64);
        if (at == RotationPhase.Applying)
            scene.Relay.MeddleWithChanges(passesOn: true, _ => Change(scene, typed));

        var rotation = await scene.RotateAsync(reached: phase =>
        {
            if (phase == at && at == RotationPhase.Promoted)
                Change(scene, typed);
        });

        Assert.Equal((RotationStatus.Failed, ErrorReason.RotationFailed), (rotation.Status, rotation.Failure!.Reason));
        Assert.Contains("it was changed elsewhere", rotation.Message, StringComparison.Ordinal);
        Assert.Equal((typed, typed), (scene.Final, await scene.LiveAsync()));
        Assert.False(Journal(scene).IsOpen);
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Fact]
    public async Task A_contradiction_that_was_seen_is_not_forgotten_and_one_more_run_converges()
    {
        await using var scene = await RotationScene.StartBehindRelayAsync(speed: 200, [.. Unseeing, "read:client_grants"]);
        await scene.ChooseMachineAsync();
        await scene.RotateAsync();
        var typed = new string('d', 64);

        var rotation = await scene.RotateAsync(reached: phase =>
        {
            if (phase == RotationPhase.Promoted)
                Change(scene, typed);
        });

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.NotNull(Journal(scene).Contradiction);
        var resumed = await scene.Rotator().ResumeAsync("billing", scene.Application.ClientId, CancellationToken.None);
        Assert.Equal((RotationStatus.Succeeded, RotationVerification.Token), (resumed!.Status, resumed.VerifiedBy));
        Assert.Equal(await scene.LiveAsync(), scene.Final);
        Assert.Null(Journal(scene).Contradiction);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_value_that_a_firewall_refuses_for_ever_is_not_sent_for_ever(bool seesSecrets)
    {
        await using var scene = await RotationScene.StartBehindRelayAsync(speed: 200, seesSecrets ? [.. Unseeing, "read:client_keys"] : Unseeing);
        await scene.RotateAsync();
        var old = scene.Final;
        string? blocked = null;
        scene.Relay.Meddle("PATCH", "/api/v2/clients/", passesOn: false, _ => Answer.Page(403), times: 1);

        var rotation = await scene.RotateAsync();
        blocked = scene.Next;

        Assert.Equal(seesSecrets ? RotationStatus.Failed : RotationStatus.Interrupted, rotation.Status);
        Assert.Equal((old, old), (scene.Final, await scene.LiveAsync()));
        if (!seesSecrets)
        {
            // The value again, and then the way that the user asks for.
            scene.Relay.Meddle("PATCH", "/api/v2/clients/", passesOn: false, _ => Answer.Page(403), times: 1);
            Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync(scene.Target with { Options = new() { Force = true } })).Status);
        }
        else
        {
            Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        }

        Assert.NotEqual(blocked, scene.Final);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
        Assert.DoesNotContain(blocked, scene.Relay.Applied);
    }

    [Theory]
    [InlineData(RotationPhase.Staged)]
    [InlineData(RotationPhase.Applying)]
    [InlineData(RotationPhase.Promoted)]
    public async Task A_final_entry_that_was_corrected_meanwhile_is_not_overwritten(RotationPhase at)
    {
        await using var scene = await RotationScene.StartAsync(speed: 200);
        await scene.RotateAsync();
        await LeaveBehindAsync(scene, at);
        var corrected = new string('c', 64);
        Change(scene, corrected);
        await scene.PlantAsync("billing-client-secret", corrected);

        var resumed = await scene.Rotator().ResumeAsync("billing", scene.Application.ClientId, CancellationToken.None);

        if (at == RotationPhase.Promoted)
        {
            Assert.Equal(RotationStatus.Failed, resumed!.Status);
            Assert.Equal((corrected, corrected), (scene.Final, await scene.LiveAsync()));
        }

        Assert.False(Journal(scene).IsOpen);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Fact]
    public async Task An_application_that_was_moved_to_private_keys_ends_the_rotation_and_keeps_both_secrets()
    {
        await using var scene = await RotationScene.StartBehindRelayAsync(speed: 200);
        await scene.RotateAsync();
        var old = scene.Final;
        scene.Relay.MeddleWithChanges(passesOn: false, _ => null, times: 100);
        scene.Relay.Meddle("GET", "/api/v2/clients/", passesOn: true, Moved, times: 100);

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Failed, rotation.Status);
        Assert.Contains("private_key_jwt", rotation.Message, StringComparison.Ordinal);
        Assert.False(Journal(scene).IsOpen);
        var staged = scene.Next;
        Assert.Equal((old, true), (scene.Final, staged != old));

        scene.Relay.LeaveAlone();
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_lost_fingerprint_key_is_told_from_another_secret_and_the_live_one_is_proven_first(bool seesSecrets)
    {
        await using var scene = await RotationScene.StartBehindRelayAsync(speed: 200, seesSecrets ? [.. Unseeing, "read:client_keys"] : Unseeing);
        await scene.RotateAsync();
        scene.Relay.MeddleWithChanges(passesOn: true, _ => null, times: 100);
        scene.Relay.Meddle("GET", "/api/v2/clients/", passesOn: false, _ => null, times: 100);
        Assert.Equal(RotationStatus.Interrupted, (await scene.RotateAsync()).Status);
        scene.Relay.LeaveAlone();
        await RemoveAsync(scene, "auth0ps-fingerprint-key");
        var live = await scene.LiveAsync();
        Assert.Equal(live, scene.Next);

        var resumed = await scene.Rotator().ResumeAsync("billing", scene.Application.ClientId, CancellationToken.None);

        if (!seesSecrets)
        {
            Assert.Equal(RotationStatus.Interrupted, resumed!.Status);
            Assert.Contains("'auth0ps-fingerprint-key' is gone", resumed.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("remove", resumed.Failure!.RecommendedAction, StringComparison.OrdinalIgnoreCase);
            Assert.Equal(live, scene.Next);
            resumed = await scene.RotateAsync(scene.Target with { Options = new() { Force = true } });
        }

        Assert.Equal(RotationStatus.Succeeded, resumed!.Status);
        Assert.Equal((live, live), (scene.Final, await scene.LiveAsync()));
    }

    [Fact]
    public async Task A_refusal_is_written_down_before_the_staged_secret_is_given_up()
    {
        await using var scene = await RotationScene.StartBehindRelayAsync(speed: 200, Unseeing);
        await scene.RotateAsync();
        scene.Relay.MeddleWithChanges(passesOn: false, _ => Answer.Refusal(400, "no"));

        Assert.Equal(RotationStatus.Failed, (await scene.RotateAsync()).Status);
        var refused = scene.Next;

        Assert.Equal((false, Journal(scene).Fingerprint), (Journal(scene).IsOpen, Journal(scene).Spent));
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.NotEqual(refused, scene.Final);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Fact]
    public async Task What_the_cause_asks_for_is_said_before_the_command_that_resumes()
    {
        await using var scene = await RotationScene.StartAsync();
        scene.Vault.FailsToWrite = static entry => entry == "billing-client-secret";
        scene.Vault.HowToMend = "Unlock the vault: Unlock-SecretStore";

        var rotation = await scene.RotateAsync();

        Assert.Equal("Unlock the vault: Unlock-SecretStore. Then type: Resume-Auth0SecretRotation -Name billing", rotation.Failure!.RecommendedAction);
    }

    [Theory]
    [InlineData(RotationPhase.None)]
    [InlineData(RotationPhase.Applying)]
    public async Task A_final_entry_of_another_kind_says_what_to_do(RotationPhase from)
    {
        await using var scene = await RotationScene.StartAsync();
        await scene.RotateAsync();
        if (from == RotationPhase.None)
            scene.Vault.HoldsOtherKind = static entry => entry == "billing-client-secret";
        var patches = scene.Patches;

        var rotation = await scene.RotateAsync(reached: phase =>
        {
            if (phase == from)
                scene.Vault.HoldsOtherKind = static entry => entry == "billing-client-secret";
        });

        Assert.Equal(from == RotationPhase.None ? RotationStatus.Failed : RotationStatus.Interrupted, rotation.Status);
        Assert.Contains("Remove-Secret -Name 'billing-client-secret' -Vault 'Prod'", rotation.Failure!.RecommendedAction, StringComparison.Ordinal);
        Assert.Equal(from == RotationPhase.None ? patches : patches + 1, scene.Patches);
        scene.Vault.HoldsOtherKind = static _ => false;
        await RemoveAsync(scene, "billing-client-secret");
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    private static RotationEntry Journal(RotationScene scene) => scene.State.Journal.Find(scene.Session.ClientOf(scene.Application.ClientId))!;

    /// <summary>Somebody changes the secret in the dashboard; the answer to what was under way is lost.</summary>
    private static Answer? Change(RotationScene scene, string secret)
    {
        scene.Tenant.CallAsync(HttpMethod.Patch, $"clients/{scene.Application.ClientId}", new { client_secret = secret }).GetAwaiter().GetResult().Dispose();
        return Answer.Page(502) with { Status = 400 };
    }

    private static Answer Moved(Answer? real)
    {
        var shown = System.Text.Json.Nodes.JsonNode.Parse(real!.Body)!.AsObject();
        shown.Remove("client_secret");
        shown.Remove("token_endpoint_auth_method");
        shown["client_authentication_methods"] = System.Text.Json.Nodes.JsonNode.Parse("""{"private_key_jwt":{"credentials":[{"id":"cred_1"}]}}""");
        return real with { Body = shown.ToJsonString() };
    }

    private static Task<InvalidOperationException> LeaveBehindAsync(RotationScene scene, RotationPhase last) =>
        Assert.ThrowsAsync<InvalidOperationException>(() => scene.RotateAsync(reached: phase =>
        {
            if (phase == last)
                throw new InvalidOperationException("gone");
        }));

    private static async Task RemoveAsync(RotationScene scene, string entry)
    {
        await using var entries = await scene.Vault.OpenAsync(CancellationToken.None);
        Assert.True(await entries.RemoveAsync(entry, CancellationToken.None));
    }
}
