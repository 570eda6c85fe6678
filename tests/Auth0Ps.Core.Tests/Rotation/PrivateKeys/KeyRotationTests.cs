using System.Net;

namespace Auth0Ps.Core.Tests.Rotation.PrivateKeys;

/// <summary>Private keys that are rotated beside each other.</summary>
public sealed class KeyRotationTests
{
    [Fact]
    public async Task An_application_with_a_secret_is_moved_over_in_one_run()
    {
        await using var scene = await KeyScene.StartAsync();
        var secret = await scene.Scene.LiveAsync();

        var rotation = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Succeeded, RotationPhase.Recorded, RotationVerification.Token), (rotation.Status, rotation.Phase, rotation.VerifiedBy));
        Assert.True(await scene.WorksAsync(scene.Final!));
        Assert.Equal(HttpStatusCode.Unauthorized, await scene.Scene.Tenant.SignInAsync(scene.ClientId, secret!, await scene.AudienceAsync()));
        Assert.Equal(["billing-client-id", "billing-key-id", "billing-private-key", "billing-private-key-next"], scene.Scene.Vault.Entries);
        Assert.Equal(scene.ClientId, scene.Scene.Vault.Text("billing-client-id"));
        Assert.Equal(KeyScene.IdOf(scene.Final!), scene.Scene.Vault.Text("billing-key-id"));
        Assert.StartsWith("-----BEGIN PRIVATE KEY-----", scene.Final, StringComparison.Ordinal);
        var credential = Assert.Single(await scene.CredentialsAsync());
        Assert.Equal((rotation.KeyId, "RS256"), (credential.GetProperty("kid").GetString(), credential.GetProperty("alg").GetString()));
        Assert.StartsWith("Auth0Ps billing ", credential.GetProperty("name").GetString(), StringComparison.Ordinal);
        Assert.InRange(credential.GetProperty("expires_at").GetDateTimeOffset(), DateTimeOffset.UtcNow.AddDays(700), DateTimeOffset.UtcNow.AddDays(740));
    }

    [Theory]
    [InlineData(PrivateKeyAlgorithm.RS384, 3072)]
    [InlineData(PrivateKeyAlgorithm.PS256, 4096)]
    public async Task Keys_are_of_the_algorithm_and_size_asked_for(PrivateKeyAlgorithm algorithm, int size)
    {
        await using var scene = await KeyScene.StartAsync();
        scene.Specification = scene.Specification with { Algorithm = algorithm, Size = size };

        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);

        using var key = System.Security.Cryptography.RSA.Create();
        key.ImportFromPem(scene.Final);
        Assert.Equal(size, key.KeySize);
        Assert.True(await scene.WorksAsync(scene.Final!, algorithm.ToString()));
        Assert.False(await scene.WorksAsync(scene.Final!));
    }

    [Fact]
    public async Task At_every_phase_the_key_that_consumers_find_works_and_so_does_the_one_before()
    {
        await using var scene = await KeyScene.StartAsync();
        await scene.RotateAsync();
        var before = scene.Final!;
        var phases = new List<RotationPhase>();

        var rotation = await scene.RotateAsync(reached: phase =>
        {
            phases.Add(phase);
            scene.AssertInvariantsAsync().GetAwaiter().GetResult();
        });

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal([RotationPhase.Leased, RotationPhase.Intended, RotationPhase.Staged, RotationPhase.Applying, RotationPhase.Promoted, RotationPhase.Recorded], phases);
        Assert.NotEqual(before, scene.Final);
        Assert.Equal(before, scene.Previous);
        Assert.Equal(scene.Final, scene.Next);
        Assert.True(await scene.WorksAsync(before));
        Assert.Equal(2, (await scene.AttachedAsync()).Count);
        var entry = scene.Scene.State.Journal.Find(scene.Scene.Session.ClientOf(scene.ClientId))!;
        Assert.Equal([RotationKeyState.Current, RotationKeyState.Previous], entry.Keys.Select(key => key.State).Order());
        Assert.Equal(rotation.RotatedAt + TimeSpan.FromHours(1), entry.Keys.Single(key => key.State == RotationKeyState.Previous).RetiresAt);
    }

    [Fact]
    public async Task The_previous_key_is_not_ended_before_its_time_unless_that_is_wanted()
    {
        await using var scene = await KeyScene.StartAsync();
        await scene.RotateAsync();
        await scene.RotateAsync();
        var (current, previous) = (scene.Final!, scene.Previous!);

        var refused = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Failed, ErrorReason.KeyLimitReached), (refused.Status, refused.Failure!.Reason));
        Assert.Contains("works until", refused.Message, StringComparison.Ordinal);
        Assert.Equal((current, previous, current), (scene.Final, scene.Previous, scene.Next));
        Assert.True(await scene.WorksAsync(previous));

        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync(scene.Target with { Options = new() { EndsKeys = true } })).Status);
        Assert.False(await scene.WorksAsync(previous));
        Assert.True(await scene.WorksAsync(current));
        await scene.AssertInvariantsAsync();
    }

    [Fact]
    public async Task A_key_whose_overlap_has_ended_makes_room_by_itself()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.Specification = scene.Specification with { Overlap = TimeSpan.Zero };
        await scene.RotateAsync();
        await scene.RotateAsync();
        var previous = scene.Previous!;

        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);

        Assert.False(await scene.WorksAsync(previous));
        Assert.Equal(2, (await scene.CredentialsAsync()).Count);
        await scene.AssertInvariantsAsync();
    }

    [Fact]
    public async Task A_run_that_only_retires_makes_no_key()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.Specification = scene.Specification with { Overlap = TimeSpan.Zero };
        await scene.RotateAsync();
        await scene.RotateAsync();
        var (current, previous) = (scene.Final!, scene.Previous!);

        var retired = await scene.RotateAsync(scene.Target with { Options = new() { RetiresOnly = true } });

        Assert.Equal((RotationStatus.Succeeded, RotationPhase.Recorded), (retired.Status, retired.Phase));
        Assert.Contains(KeyScene.IdOf(previous), retired.Message, StringComparison.Ordinal);
        Assert.Equal((current, previous), (scene.Final, scene.Previous));
        Assert.Equal(KeyScene.IdOf(current), Assert.Single(await scene.CredentialsAsync()).GetProperty("kid").GetString());
        Assert.Equal(RotationStatus.Skipped, (await scene.RotateAsync(scene.Target with { Options = new() { RetiresOnly = true } })).Status);
    }

    [Fact]
    public async Task A_rotation_that_is_of_a_client_secret_by_now_still_ends_the_previous_key_and_no_more()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.Specification = scene.Specification with { Overlap = TimeSpan.Zero };
        await scene.RotateAsync();
        await scene.RotateAsync();
        var previous = scene.Previous!;

        var retired = await scene.RotateAsync(scene.Scene.Target with { Options = new() { RetiresOnly = true } });

        Assert.Equal(RotationStatus.Succeeded, retired.Status);
        Assert.False(await scene.WorksAsync(previous));
        Assert.True(await scene.WorksAsync(scene.Final!));
        Assert.Null(scene.Scene.Final);
    }

    [Fact]
    public async Task The_previous_key_stays_when_the_current_one_was_taken_out_of_use_by_hand()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.Specification = scene.Specification with { Overlap = TimeSpan.Zero };
        await scene.RotateAsync();
        await scene.RotateAsync();
        var (current, previous) = (scene.Final!, scene.Previous!);
        var ids = (await scene.CredentialsAsync()).ToDictionary(item => item.GetProperty("kid").GetString()!, item => item.GetProperty("id").GetString()!, StringComparer.Ordinal);
        await scene.AttachAsync(ids[KeyScene.IdOf(previous)]);
        await scene.DeleteAsync(ids[KeyScene.IdOf(current)]);

        var refused = await scene.RotateAsync(scene.Target with { Options = new() { RetiresOnly = true } });

        Assert.Equal(RotationStatus.Failed, refused.Status);
        Assert.True(await scene.WorksAsync(previous));
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.True(await scene.WorksAsync(scene.Final!));
        await scene.AssertInvariantsAsync();
    }

    [Fact]
    public async Task What_two_others_sign_with_is_deleted_only_on_request()
    {
        await using var scene = await KeyScene.StartAsync();
        var (first, firstPem) = await scene.RegisterForeignAsync();
        var (second, secondPem) = await scene.RegisterForeignAsync();

        var refused = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Failed, ErrorReason.KeyLimitReached), (refused.Status, refused.Failure!.Reason));
        Assert.Contains(first, refused.Message, StringComparison.Ordinal);
        Assert.Contains(second, refused.Message, StringComparison.Ordinal);
        Assert.Empty(scene.Scene.Vault.Entries);

        var rotation = await scene.RotateAsync(scene.Target with { Options = new() { DeletableKeys = [first] } });

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.False(await scene.WorksAsync(firstPem));
        Assert.True(await scene.WorksAsync(secondPem));
        Assert.Contains("keeps working", rotation.Message, StringComparison.Ordinal);
        await scene.AssertInvariantsAsync(second);
    }

    [Fact]
    public async Task A_key_that_was_there_before_works_on_and_is_never_retired_unasked()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.Specification = scene.Specification with { Overlap = TimeSpan.Zero };
        var (foreign, pem) = await scene.RegisterForeignAsync();

        await scene.RotateAsync();

        Assert.Equal(RotationStatus.Skipped, (await scene.RotateAsync(scene.Target with { Options = new() { RetiresOnly = true } })).Status);
        Assert.True(await scene.WorksAsync(pem));
        Assert.Equal(ErrorReason.KeyLimitReached, (await scene.RotateAsync()).Failure!.Reason);
        await scene.AssertInvariantsAsync(foreign);
    }

    [Fact]
    public async Task An_expired_key_of_somebody_else_goes_first_when_asked()
    {
        await using var scene = await KeyScene.StartAsync();
        var (inUse, pem) = await scene.RegisterForeignAsync();
        var (dead, _) = await scene.RegisterForeignAsync(expiresAt: DateTimeOffset.UtcNow.AddSeconds(-5));

        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync(scene.Target with { Options = new() { EndsKeys = true } })).Status);

        Assert.True(await scene.WorksAsync(pem));
        Assert.DoesNotContain(await scene.CredentialsAsync(), item => item.GetProperty("id").GetString() == dead);
        await scene.AssertInvariantsAsync(inUse);
    }

    /// <summary>It takes none of the two places, and nobody knows what it is for: no rotation deletes it, also when told to end keys.</summary>
    [Fact]
    public async Task An_unused_key_of_somebody_else_stays_also_when_keys_are_to_be_ended()
    {
        await using var scene = await KeyScene.StartAsync();
        var (inUse, pem) = await scene.RegisterForeignAsync();
        var (unused, _) = await scene.RegisterForeignAsync(attach: false);

        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync(scene.Target with { Options = new() { EndsKeys = true, DeletableKeys = [unused] } })).Status);

        Assert.True(await scene.WorksAsync(pem));
        Assert.Contains(await scene.CredentialsAsync(), item => item.GetProperty("id").GetString() == unused);
        await scene.AssertInvariantsAsync(inUse, unused);
    }

    [Fact]
    public async Task A_staged_key_is_taken_up_when_the_data_folder_is_lost()
    {
        await using var scene = await KeyScene.StartAsync();
        await scene.RotateAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.RotateAsync(reached: phase =>
        {
            if (phase == RotationPhase.Applying)
                throw new InvalidOperationException("dies here");
        }));
        var staged = scene.Next!;
        Directory.Delete(scene.Scene.DataFolder, recursive: true);

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal((staged, staged), (scene.Final, scene.Next));
        await scene.AssertInvariantsAsync();
    }

    [Fact]
    public async Task A_staged_key_that_was_taken_away_is_replaced_and_leaves_nothing_at_Auth0()
    {
        await using var scene = await KeyScene.StartAsync(speed: 20);
        await scene.RotateAsync();
        scene.Scene.Tenant.Sandbox.AddFault(new() { Method = "PATCH", Path = "/api/v2/clients/*", Action = Auth0Ps.Sandbox.FaultAction.Status, Status = 500, Times = 5 });
        Assert.Equal(RotationStatus.Interrupted, (await scene.RotateAsync()).Status);
        var lost = KeyScene.IdOf(scene.Next!);
        await using (var entries = await scene.Scene.Vault.OpenAsync(CancellationToken.None))
            await entries.RemoveAsync("billing-private-key-next", CancellationToken.None);

        var resumed = (await scene.ResumeAsync())!;

        Assert.True(resumed.Status == RotationStatus.Succeeded, resumed.Message);
        Assert.DoesNotContain(await scene.CredentialsAsync(), item => item.GetProperty("kid").GetString() == lost);
        await scene.AssertInvariantsAsync();
    }

    [Fact]
    public async Task A_next_entry_that_holds_another_key_is_not_registered()
    {
        await using var scene = await KeyScene.StartAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => scene.RotateAsync(reached: phase =>
        {
            if (phase == RotationPhase.Staged)
                throw new InvalidOperationException("dies here");
        }));
        await scene.Scene.PlantAsync("billing-private-key-next", "something else");

        var stuck = (await scene.ResumeAsync())!;

        Assert.Equal(RotationStatus.Interrupted, stuck.Status);
        Assert.Contains("billing-private-key-next", stuck.Message, StringComparison.Ordinal);
        Assert.Empty(await scene.CredentialsAsync());
    }

    [Fact]
    public async Task A_vault_that_cannot_be_written_keeps_Auth0_out_of_it()
    {
        await using var scene = await KeyScene.StartAsync();
        scene.Scene.Vault.FailsToWrite = static entry => entry.EndsWith("-next", StringComparison.Ordinal);

        Assert.Equal(RotationStatus.Failed, (await scene.RotateAsync()).Status);

        Assert.Empty(await scene.CredentialsAsync());
        Assert.Equal(0, scene.Scene.Patches);
    }

    [Fact]
    public async Task A_key_that_cannot_be_promoted_is_named_and_the_one_before_works()
    {
        await using var scene = await KeyScene.StartAsync();
        await scene.RotateAsync();
        scene.Scene.Vault.FailsToWrite = static entry => entry == "billing-private-key";

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Contains("billing-private-key-next", rotation.Message, StringComparison.Ordinal);
        await scene.AssertInvariantsAsync();
        var staged = scene.Next;
        scene.Scene.Vault.FailsToWrite = static _ => false;
        Assert.Equal(RotationStatus.Succeeded, (await scene.ResumeAsync())!.Status);
        Assert.Equal(staged, scene.Final);
    }

    [Theory]
    [InlineData("spa")]
    [InlineData("native")]
    public async Task Public_applications_are_refused(string type)
    {
        await using var scene = await KeyScene.StartAsync();
        using var created = await scene.Scene.Tenant.CallAsync(HttpMethod.Post, "clients", new { name = "public", app_type = type, token_endpoint_auth_method = "none" });

        var refused = await scene.RotateAsync(scene.Target with { ClientId = created.RootElement.GetProperty("client_id").GetString()! });

        Assert.Equal((RotationStatus.Failed, ErrorReason.ApplicationNotRotatable), (refused.Status, refused.Failure!.Reason));
    }

    [Fact]
    public async Task Missing_permissions_are_named_before_anything_is_made()
    {
        await using var scene = await KeyScene.StartAsync(scopes: ["read:clients", "update:client_keys"]);

        var refused = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Failed, ErrorReason.InsufficientScope), (refused.Status, refused.Failure!.Reason));
        Assert.Contains("read:client_credentials", refused.Failure.RecommendedAction, StringComparison.Ordinal);
        Assert.Empty(scene.Scene.Vault.Entries);
    }
}
