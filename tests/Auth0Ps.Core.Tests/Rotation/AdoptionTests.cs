using Auth0Ps.Rotation.Definitions;
using Auth0Ps.Rotation.Drift;
using Auth0Ps.State;

namespace Auth0Ps.Core.Tests.Rotation;

/// <summary>The present credentials are under the names of a rotation from the day on that it is made.</summary>
public sealed class AdoptionTests
{
    private const string Secret = "billing-client-secret";

    [Theory]
    [InlineData("two entries")]
    [InlineData("secret only")]
    [InlineData("credential")]
    public async Task The_present_credentials_are_in_the_vault_and_the_first_rotation_goes_on_from_them(string shape)
    {
        await using var saved = await SavedScene.StartAsync();
        await saved.ChangeAsync(new RotationRequest { SecretsMapping = MappingOf(shape), KeepPrevious = true });
        saved.Scene.Mapping = MappingOf(shape);
        var present = await saved.Scene.LiveAsync();

        Assert.True(await AdoptAsync(saved));

        Assert.Equal((present, null), (saved.Scene.Final, saved.Scene.Next));
        Assert.Equal(shape == "two entries" ? saved.Scene.Application.ClientId : null, saved.Scene.Vault.Text("billing-client-id"));
        Assert.Equal(present, await saved.Scene.LiveAsync());
        Assert.Equal((0, RotationStatus.None, RotationState.Overdue, null, null), (saved.Scene.Patches, saved.Rotation.RotationStatus, saved.Rotation.State, saved.Rotation.LastRotationAttemptedAt, saved.Rotation.LastRotationJobId));
        Assert.Equal(DriftOutcome.Live, (await new DriftDetector(saved.Scene.Session).LookAsync(saved.Rotation, CancellationToken.None)).Outcome);

        // No -Force is needed, and what was there before is what an undo makes live again.
        var rotated = await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()));
        Assert.Equal((RotationStatus.Succeeded, false), (rotated.Status, rotated.Adopted));
        Assert.Equal((await saved.Scene.LiveAsync(), present), (saved.Scene.Final, saved.Scene.Vault.Text((saved.Scene.Mapping.Credential ?? Secret) + "-previous")));
        Assert.Equal(RotationStatus.Succeeded, (await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new() { Undoes = true }))).Status);
        Assert.Equal(present, await saved.Scene.LiveAsync());
    }

    [Theory]
    [InlineData("live", false, true)]
    [InlineData("live beside another's id", false, false)]
    [InlineData("foreign", false, false)]
    [InlineData("foreign", true, true)]
    [InlineData("own from before", false, true)]
    public async Task What_is_there_already_stays_unless_it_is_this_applications(string there, bool force, bool isAdopted)
    {
        await using var saved = await SavedScene.StartAsync();
        var present = (await saved.Scene.LiveAsync())!;
        await saved.Scene.PlantAsync(Secret, there.StartsWith("live", StringComparison.Ordinal) ? present : "somebody's");
        if (there == "live beside another's id")
            await saved.Scene.PlantAsync("billing-client-id", "another");
        if (there == "own from before")
            await saved.Scene.PlantAsync("billing-client-id", saved.Scene.Application.ClientId);
        var before = saved.Scene.Final;

        var failure = await Record.ExceptionAsync(() => AdoptAsync(saved, force));

        Assert.Equal(isAdopted, failure is null);
        Assert.Equal(isAdopted ? present : before, saved.Scene.Final);
        Assert.Equal(isAdopted ? saved.Scene.Application.ClientId : there == "foreign" ? null : "another", saved.Scene.Vault.Text("billing-client-id"));
        if (!isAdopted)
            Assert.Equal(ErrorReason.VaultEntryExists, Assert.IsType<Auth0Exception>(failure).Reason);

        // What is refused leaves the rotation as it would have been without.
        Assert.Equal(isAdopted ? RotationStatus.Succeeded : RotationStatus.Failed, (await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()))).Status);
        Assert.Equal(isAdopted ? await saved.Scene.LiveAsync() : before, saved.Scene.Final);
    }

    [Theory]
    [InlineData("live", true)]
    [InlineData("another", false)]
    public async Task A_definition_over_an_entry_that_holds_the_live_secret_can_be_made(string there, bool isMade)
    {
        await using var saved = await SavedScene.StartAsync();
        await saved.Rotations.RemoveAsync(saved.Rotation, CancellationToken.None);
        await saved.Scene.PlantAsync("kept", there == "live" ? (await saved.Scene.LiveAsync())! : "somebody's");
        var request = new RotationRequest { Name = "billing", Connection = saved.Scene.Session.Connection, ClientId = saved.Scene.Application.ClientId, Vault = "Prod", SecretsMapping = new SecretsMapping { ClientSecret = "kept" }, Adopts = true };

        var failure = await Record.ExceptionAsync(() => saved.Factory.PlanAsync(request, former: null, CancellationToken.None));

        Assert.Equal(isMade ? null : ErrorReason.VaultEntryExists, (failure as Auth0Exception)?.Reason);
        Assert.Equal(ErrorReason.VaultEntryExists, (await Assert.ThrowsAsync<Auth0Exception>(() => saved.Factory.PlanAsync(request with { Adopts = false }, former: null, CancellationToken.None))).Reason);
    }

    [Fact]
    public async Task A_process_that_is_killed_at_any_call_of_the_vault_leaves_what_one_more_run_completes()
    {
        var step = TestRun.Either(whole: 1, ordinary: 3);
        for (var call = 1; ; call += step)
        {
            await using var saved = await SavedScene.StartAsync();
            var present = await saved.Scene.LiveAsync();
            var home = Path.GetDirectoryName(saved.Scene.DataFolder)!;
            string said;
            using (var killed = RunnerProcess.Launch(home, home, RunnerOrder.For(saved.Scene.Tenant.Sandbox, saved.Scene.Application.ClientId) with { RotationId = saved.Id, Adopts = true, DiesAtVaultCall = call }))
                said = await killed.EndAsync();
            Assert.Equal((present, 0), (await saved.Scene.LiveAsync(), saved.Scene.Patches));

            // Either way of completing it: by the first rotation, or the adoption once more.
            if (call / step % 2 == 0)
                Assert.Equal((true, present), (await AdoptAsync(saved), saved.Scene.Final));
            Assert.Equal(RotationStatus.Succeeded, (await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()))).Status);
            Assert.Equal((await saved.Scene.LiveAsync(), saved.Scene.Application.ClientId), (saved.Scene.Final, saved.Scene.Vault.Text("billing-client-id")));
            if (said.StartsWith("Adopted", StringComparison.Ordinal))
            {
                Assert.InRange(call, 5, 30);
                return;
            }

            Assert.Equal("", said);
        }
    }

    [Theory]
    [InlineData("vault full")]
    [InlineData("under way")]
    [InlineData("interrupted")]
    public async Task Where_it_cannot_be_done_an_error_says_so_and_the_definition_stays(string why)
    {
        await using var saved = await SavedScene.StartAsync(new TimeLimits { LeaseForChange = TimeSpan.FromMilliseconds(200) });
        if (why == "vault full")
            saved.Scene.Vault.FailsToWrite = static _ => true;
        if (why == "interrupted")
            await Assert.ThrowsAsync<TimeoutException>(() => saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()), static phase => _ = phase == RotationPhase.Staged ? throw new TimeoutException() : phase));
        using var held = why == "under way" ? await saved.Scene.State.Leases.TakeAsync(saved.Rotation.Client, CancellationToken.None) : null;

        var failure = await Assert.ThrowsAsync<Auth0Exception>(() => AdoptAsync(saved));

        Assert.Equal(why switch { "vault full" => ErrorReason.VaultWriteFailed, "under way" => ErrorReason.RotationBusy, _ => ErrorReason.RotationInterrupted }, failure.Reason);
        Assert.Equal("billing", saved.Rotation.Name);
        saved.Scene.Vault.FailsToWrite = static _ => false;
        held?.Dispose();
        Assert.Equal(RotationStatus.Succeeded, (await saved.Scene.RotateAsync(saved.Rotation.ToTarget(new()))).Status);
        await saved.Scene.AssertNothingLostAsync();
    }

    [Fact]
    public async Task A_connection_that_may_not_read_secrets_adopts_none()
    {
        await using var scene = await RotationScene.StartAsync(scopes: ["read:clients", "update:client_keys"]);

        Assert.False(await new Adoption(scene.Session).IsPermittedAsync(CancellationToken.None));
    }

    private static SecretsMapping MappingOf(string shape) => shape switch
    {
        "secret only" => new SecretsMapping { ClientSecret = Secret },
        "credential" => new SecretsMapping { Credential = "billing" },
        _ => SecretsMapping.Default("billing"),
    };

    private static Task<bool> AdoptAsync(SavedScene saved, bool force = false) => new Adoption(saved.Scene.Session).AdoptAsync(saved.Rotation, force, CancellationToken.None);
}
