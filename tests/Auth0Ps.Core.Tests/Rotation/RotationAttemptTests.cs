
namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>A saved rotation whose run fails before it has written anything.</summary>
public sealed class RotationAttemptTests
{
    [Fact]
    public async Task It_shows_that_it_was_tried_and_stays_due()
    {
        await using var saved = await SavedScene.StartAsync();
        saved.Scene.Vault.FailsToWrite = static _ => true;

        var failed = await saved.RotateDueAsync();

        Assert.Equal(RotationStatus.Failed, failed.Status);
        var shown = saved.Rotation;
        Assert.Equal((RotationStatus.Failed, RotationState.Overdue), (shown.RotationStatus, shown.State));
        Assert.Equal((failed.JobId, failed.Message), (shown.LastRotationJobId, shown.LastRotationMessage));
        Assert.NotNull(shown.LastRotationAttemptedAt);
        Assert.Null(shown.LastRotatedAt);
        Assert.Equal(RotationStatus.Failed, Assert.Single(saved.Scene.State.History.NewestFirst()).Status);

        saved.Scene.Vault.FailsToWrite = static _ => false;
        Assert.Equal(RotationStatus.Succeeded, (await saved.RotateDueAsync()).Status);
        Assert.Equal(RotationState.UpToDate, saved.Rotation.State);
    }

    [Fact]
    public async Task It_does_not_take_entries_for_its_own_that_it_never_wrote()
    {
        await using var saved = await SavedScene.StartAsync();
        await saved.Scene.PlantAsync("billing-client-secret", "somebody else's");

        Assert.Equal(ErrorReason.VaultEntryExists, (await saved.RotateDueAsync()).Failure!.Reason);
        Assert.Equal(ErrorReason.VaultEntryExists, (await saved.RotateDueAsync()).Failure!.Reason);

        Assert.Equal("somebody else's", saved.Scene.Final);
        Assert.Equal(0, saved.Scene.Patches);
    }

    [Fact]
    public async Task It_does_not_take_an_application_back_that_another_command_moved_to_private_keys()
    {
        await using var saved = await SavedScene.StartAsync();
        await saved.Scene.ChooseMachineAsync();
        var rotation = await saved.SaveAsync("orders", saved.Scene.Application.ClientId);
        var moved = await saved.Scene.RotateAsync(saved.Scene.Target with
        {
            CredentialType = CredentialType.PrivateKeyJwt,
            Mapping = SecretsMapping.Default("moved", CredentialType.PrivateKeyJwt),
        });
        Assert.True(moved.Status == RotationStatus.Succeeded, moved.Message);

        var refused = await saved.Scene.RotateAsync(saved.Rotations.Find(rotation.Id)!.ToTarget(new()));

        Assert.Equal((RotationStatus.Failed, ErrorReason.ApplicationNotRotatable), (refused.Status, refused.Failure!.Reason));
        Assert.DoesNotContain("orders-client-secret", saved.Scene.Vault.Entries);
        using var client = await saved.Scene.Tenant.CallAsync(HttpMethod.Get, $"clients/{saved.Scene.Application.ClientId}", body: null);
        Assert.True(client.RootElement.GetProperty("client_authentication_methods").TryGetProperty("private_key_jwt", out _));
    }

    [Fact]
    public async Task It_still_knows_when_it_was_rotated_last()
    {
        await using var saved = await SavedScene.StartAsync();
        await saved.RotateDueAsync();
        var rotated = saved.Rotation.LastRotatedAt;
        saved.Scene.Vault.FailsToWrite = static _ => true;

        Assert.Equal(RotationStatus.Failed, (await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()))).Status);

        Assert.Equal((rotated, RotationStatus.Failed), (saved.Rotation.LastRotatedAt, saved.Rotation.RotationStatus));
        saved.Scene.Vault.FailsToWrite = static _ => false;
        Assert.Equal(RotationStatus.Succeeded, (await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()))).Status);
    }
}
