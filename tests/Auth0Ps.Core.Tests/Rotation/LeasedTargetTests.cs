using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>Saved rotations that are changed or removed between the choice to rotate them and the lease, and those whose change comes too late.</summary>
public sealed class LeasedTargetTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task One_that_was_removed_meanwhile_is_left_alone(bool isDue)
    {
        await using var saved = await SavedScene.StartAsync();
        var live = await saved.Scene.LiveAsync();

        var rotation = await MeanwhileAsync(saved, () => saved.Rotations.RemoveAsync(saved.Rotation, CancellationToken.None), isDue);

        Assert.Equal(RotationStatus.Skipped, rotation.Status);
        Assert.Contains("was removed meanwhile", rotation.Message, StringComparison.Ordinal);
        Assert.Equal((live, 0), (await saved.Scene.LiveAsync(), saved.Scene.Patches));
        Assert.Empty(saved.Scene.Vault.Entries);
    }

    [Fact]
    public async Task Other_names_given_meanwhile_are_those_that_it_writes()
    {
        await using var saved = await SavedScene.StartAsync();

        var rotation = await MeanwhileAsync(saved, () => saved.Rotations.ReplaceAsync(saved.Rotation with { SecretsMapping = new SecretsMapping { ClientSecret = "changed" } }, moves: true, CancellationToken.None));

        Assert.Equal(RotationStatus.Succeeded, rotation.Status);
        Assert.Equal(["changed"], rotation.SecretNames);
        Assert.Equal(await saved.Scene.LiveAsync(), saved.Scene.Vault.Text("changed"));
        Assert.Null(saved.Scene.Final);
    }

    [Fact]
    public async Task Another_application_given_meanwhile_is_the_one_that_it_rotates()
    {
        await using var saved = await SavedScene.StartAsync();
        var live = await saved.Scene.LiveAsync();
        var other = await saved.OtherAsync();

        var rotation = await MeanwhileAsync(saved, () => saved.Rotations.ReplaceAsync(saved.Rotation with { ClientId = other.ClientId, ApplicationName = other.Name }, moves: true, CancellationToken.None));

        Assert.Equal((RotationStatus.Succeeded, other.ClientId), (rotation.Status, rotation.Application.ClientId));
        Assert.Equal(live, await saved.Scene.LiveAsync());
        Assert.Equal(await saved.Scene.Tenant.LiveSecretAsync(other.ClientId), saved.Scene.Final);
    }

    [Fact]
    public async Task One_that_goes_to_another_tenant_by_now_is_left_alone()
    {
        await using var saved = await SavedScene.StartAsync();

        var rotation = await MeanwhileAsync(saved, () => saved.Rotations.ReplaceAsync(
            saved.Rotation with { Domain = "https://example.eu.auth0.com", Tenant = "", Connection = "elsewhere", ConnectionId = Guid.NewGuid() }, moves: true, CancellationToken.None));

        Assert.Equal(RotationStatus.Skipped, rotation.Status);
        Assert.Contains("'elsewhere'", rotation.Message, StringComparison.Ordinal);
        Assert.Equal(0, saved.Scene.Patches);
    }

    [Fact]
    public async Task A_change_that_was_planned_before_another_one_came_does_not_undo_it()
    {
        await using var saved = await SavedScene.StartAsync();
        var former = saved.Rotation;
        var interval = await saved.Factory.PlanAsync(new RotationRequest { RotationInterval = 7 }, former, CancellationToken.None);
        var names = await saved.Factory.PlanAsync(new RotationRequest { SecretsMapping = new SecretsMapping { Credential = "late" } }, former, CancellationToken.None);
        var removal = new RotationRemoval(saved.Scene.State, saved.Scene.Tenant.Open);

        await saved.ChangeAsync(new RotationRequest { SecretsMapping = new SecretsMapping { Credential = "both" }, Environment = "eu" });
        await saved.Factory.KeepAsync(interval, former, CancellationToken.None);
        var late = await Assert.ThrowsAsync<Auth0Exception>(() => saved.Factory.KeepAsync(names, former, CancellationToken.None));
        var removed = await Assert.ThrowsAsync<Auth0Exception>(() => removal.RemoveAsync(former, CancellationToken.None));

        Assert.Equal((7, "both"), (saved.Rotation.RotationInterval, saved.Rotation.Entries.Credential));
        Assert.Equal((ErrorReason.RotationBusy, ErrorReason.RotationBusy), (late.Reason, removed.Reason));
        Assert.Contains("changed by another command meanwhile", late.Message, StringComparison.Ordinal);
    }

    /// <summary>Chooses the rotation, lets something happen while another run has the lease, and lets the chosen one go on.</summary>
    private static async Task<RotationOutcome> MeanwhileAsync(SavedScene saved, Func<Task> happens, bool isDue = true)
    {
        var target = saved.Rotation.ToTarget(new());
        Task<RotationOutcome> rotation;
        using (await saved.Scene.State.Leases.TakeAsync(saved.Scene.Session.ClientOf(target.ClientId), CancellationToken.None))
        {
            rotation = isDue ? saved.RotateDueAsync(target) : saved.Scene.RotateAsync(target);
            await happens();
        }

        return await rotation;
    }
}
