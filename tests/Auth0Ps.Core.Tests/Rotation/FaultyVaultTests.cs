using Auth0Ps.Sandbox;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>Vaults that forget, that are slow, and that somebody else works in.</summary>
public sealed class FaultyVaultTests
{
    private static readonly string[] Unseeing = ["read:clients", "update:client_keys"];

    [Theory]
    [InlineData("billing-client-secret-next")]
    [InlineData("auth0ps-fingerprint-key")]
    public async Task A_vault_that_forgets_what_it_took_keeps_Auth0_out_of_it(string forgotten)
    {
        await using var scene = await RotationScene.StartAsync();
        var old = await scene.LiveAsync();
        scene.Vault.LosesWrite = entry => entry == forgotten;

        var rotation = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Failed, ErrorReason.VaultWriteFailed), (rotation.Status, rotation.Failure!.Reason));
        Assert.Contains(forgotten, rotation.Failure.Message, StringComparison.Ordinal);
        Assert.Equal(0, scene.Patches);
        Assert.Equal(old, await scene.LiveAsync());
        scene.Vault.LosesWrite = static _ => false;
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Theory]
    [InlineData("billing-client-secret")]
    [InlineData("billing-client-id")]
    public async Task A_final_entry_that_is_forgotten_keeps_the_next_one_and_names_it(string forgotten)
    {
        await using var scene = await RotationScene.StartAsync();
        scene.Vault.LosesWrite = entry => entry == forgotten;

        var rotation = await scene.RotateAsync();
        var staged = scene.Next;

        Assert.Equal(RotationStatus.Interrupted, rotation.Status);
        Assert.Contains("'billing-client-secret-next' in vault 'Prod'", rotation.Failure!.Message, StringComparison.Ordinal);
        Assert.Equal(await scene.LiveAsync(), staged);
        scene.Vault.LosesWrite = static _ => false;
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal((staged, staged), (scene.Final, await scene.LiveAsync()));
    }

    [Fact]
    public async Task Nothing_is_removed_so_a_vault_that_removes_nothing_is_as_good()
    {
        await using var scene = await RotationScene.StartAsync();
        scene.Vault.FailsToRemove = static _ => true;

        for (var round = 0; round < 3; round++)
        {
            Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
            Assert.Equal((await scene.LiveAsync(), scene.Final), (scene.Final, scene.Next));
        }
    }

    [Theory]
    [InlineData(ErrorReason.VaultUnavailable)]
    [InlineData(ErrorReason.VaultReadFailed)]
    public async Task Of_a_vault_that_cannot_be_read_it_is_not_said_that_anybody_has_the_live_secret(ErrorReason reason)
    {
        await using var scene = await RotationScene.StartAsync();
        scene.Vault.Before = _ => throw new Auth0Exception(reason, "The file is damaged.", "Put the copy back.");

        var rotation = await scene.RotateAsync();

        Assert.Equal((RotationStatus.Failed, reason), (rotation.Status, rotation.Failure!.Reason));
        Assert.DoesNotContain("old secret is live", rotation.Message, StringComparison.Ordinal);
        Assert.Contains("The file is damaged.", rotation.Message, StringComparison.Ordinal);
        Assert.Equal(0, scene.Patches);
    }

    [Fact]
    public async Task A_slow_vault_is_waited_for()
    {
        await using var scene = await RotationScene.StartAsync();
        scene.Vault.Before = static _ => Task.Delay(100);

        var rotation = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Fact]
    public async Task A_next_entry_removed_by_hand_ends_the_rotation_where_the_final_one_is_proven_live()
    {
        await using var scene = await RotationScene.StartAsync(speed: 60);
        await scene.RotateAsync();
        var (live, patches) = (scene.Final, scene.Patches);
        await LeaveBehindAsync(scene, RotationPhase.Applying);
        await RemoveNextAsync(scene);

        var told = await scene.RotateAsync();

        Assert.Equal(RotationStatus.Failed, told.Status);
        Assert.Contains("nothing is lost", told.Message, StringComparison.Ordinal);
        Assert.Equal((live, null, patches), (await scene.LiveAsync(), scene.Next, scene.Patches));
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_secret_that_was_removed_by_hand_and_may_be_live_is_replaced_on_command_alone(bool wasApplied)
    {
        await using var scene = await RotationScene.StartAsync(speed: 60, scopes: Unseeing);
        await scene.RotateAsync();
        if (wasApplied)
        {
            scene.Tenant.Sandbox.AddFault(new FaultRule { Method = "PATCH", Path = "/api/v2/clients/*", Times = 5, Action = FaultAction.DropAfter });
            Assert.Equal(RotationStatus.Interrupted, (await scene.RotateAsync()).Status);
        }
        else
        {
            await LeaveBehindAsync(scene, RotationPhase.Applying);
        }

        await RemoveNextAsync(scene);
        var patches = scene.Patches;
        foreach (var isDue in new Func<bool>?[] { null, static () => true })
        {
            var told = await scene.Rotator().RotateAsync(scene.Target with { Options = new() { Force = isDue is not null } }, isDue, CancellationToken.None);
            Assert.Equal(RotationStatus.Interrupted, told.Status);
            Assert.Contains("'billing-client-secret-next' is gone from vault 'Prod'", told.Message, StringComparison.Ordinal);
            Assert.Contains("-Force", told.Failure!.RecommendedAction, StringComparison.Ordinal);
        }

        Assert.Equal(RotationStatus.Interrupted, (await scene.Rotator().ResumeAsync("billing", scene.Application.ClientId, CancellationToken.None))!.Status);
        Assert.Equal((null, patches), (scene.Next, scene.Patches));

        var forced = await scene.RotateAsync(scene.Target with { Options = new() { Force = true } });
        Assert.Equal(RotationStatus.Succeeded, forced.Status);
        Assert.Equal(await scene.LiveAsync(), scene.Final);
        Assert.False(scene.State.Journal.Find(scene.Session.ClientOf(scene.Application.ClientId))!.IsOpen);
    }

    private static Task<InvalidOperationException> LeaveBehindAsync(RotationScene scene, RotationPhase last) =>
        Assert.ThrowsAsync<InvalidOperationException>(() => scene.RotateAsync(reached: phase =>
        {
            if (phase == last)
                throw new InvalidOperationException("gone");
        }));

    private static async Task RemoveNextAsync(RotationScene scene)
    {
        await using var entries = await scene.Vault.OpenAsync(CancellationToken.None);
        Assert.True(await entries.RemoveAsync("billing-client-secret-next", CancellationToken.None));
    }
}
