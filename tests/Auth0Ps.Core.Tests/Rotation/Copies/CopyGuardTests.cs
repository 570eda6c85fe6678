using Auth0Ps.Core.Tests.Support;
using Auth0Ps.Rotation;
using Auth0Ps.Rotation.Copies;
using Auth0Ps.Rotation.Definitions;

namespace Auth0Ps.Core.Tests.Rotation.Copies;

/// <summary>Copies that would take the place of something else, and copies that are changed.</summary>
public sealed class CopyGuardTests
{
    [Theory]
    [InlineData("the own vault", "Prod", "x", "the rotation itself writes to")]
    [InlineData("the own vault in another case", "pROD", "x", "the rotation itself writes to")]
    [InlineData("no vault", " ", "x", "which vault")]
    [InlineData("a missing vault", "Nowhere", "x", "Nowhere")]
    [InlineData("the own vault under another name", "Alias", "x", "under another name")]
    [InlineData("one entry twice", "East", "billing-client-secret", "Two copies")]
    [InlineData("one entry twice, as vaults see it", "EAST", "Billing-Client-SECRET", "Two copies")]
    [InlineData("the next entry of another copy", "East", "billing-client-secret-next", "Two copies")]
    [InlineData("one vault under two names", "EastAlso", "billing-client-secret", "both 'East' and 'EastAlso'")]
    [InlineData("the module's own key", "West", "auth0ps-fingerprint-key", "own key")]
    [InlineData("no name", "West", "", "'West'")]
    [InlineData("a label that is not given", "West", "{environment}-x", "no environment")]
    public async Task A_copy_that_cannot_be_is_refused_before_anything_happens(string what, string vault, string entry, string says)
    {
        await using var scene = await CopyScene.StartAsync(new RotationRequest { CopyTo = [CopyScene.ToEast] });
        scene.UseOnly(scene.East, scene.West, scene.Scene.Vault.As("Alias"), scene.East.As("EastAlso"));
        var (before, requests) = (scene.Rotation, scene.Requests);

        var refused = await Assert.ThrowsAsync<Auth0Exception>(() => scene.Saved.ChangeAsync(new RotationRequest { CopyTo = [CopyScene.ToEast, new CopyRequest(vault, new SecretsMapping { ClientSecret = entry })] }));

        Assert.True(refused.Message.Contains(says, StringComparison.Ordinal), $"{what}: {refused.Message}");
        Assert.NotEmpty(refused.RecommendedAction ?? (what == "a missing vault" ? "that of the vaults" : ""));
        Assert.Equal((before.Version, requests), (scene.Rotation.Version, scene.Requests));
    }

    [Theory]
    [InlineData("its own vault's entry is another's copy")]
    [InlineData("its copy is another's own entry")]
    [InlineData("its copy is another's copy")]
    public async Task Two_rotations_have_no_entry_in_common_whether_copied_or_not(string how)
    {
        await using var scene = await CopyScene.StartAsync();
        var other = await scene.Saved.OtherAsync();
        var own = new SecretsMapping { ClientSecret = "other" };
        var request = how switch
        {
            "its own vault's entry is another's copy" => new RotationRequest { Vault = "West", SecretsMapping = new SecretsMapping { ClientSecret = "Billing" } },
            "its copy is another's own entry" => new RotationRequest { Vault = "East", SecretsMapping = own, CopyTo = [new CopyRequest("Prod", new SecretsMapping { ClientSecret = "billing-client-secret" })] },
            _ => new RotationRequest { Vault = "Prod", SecretsMapping = own, CopyTo = [new CopyRequest("West", new SecretsMapping { ClientSecret = "billing-next" })] },
        };

        var refused = await Assert.ThrowsAsync<Auth0Exception>(() => scene.Saved.Factory.PlanAsync(
            request with { Name = "other", ClientId = other.ClientId, Application = other, Connection = scene.Scene.Session.Connection }, former: null, CancellationToken.None));

        Assert.Equal(ErrorReason.RotationExists, refused.Reason);
        Assert.Contains("belongs to rotation 'billing'", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Prod", "other", "West", "billing")]
    [InlineData("West", "billing", "East", "other")]
    public async Task An_ad_hoc_run_writes_no_entry_of_a_rotations_copies(string vault, string entry, string copy, string copied)
    {
        await using var scene = await CopyScene.StartAsync();
        var other = await scene.Saved.OtherAsync();
        var target = new RotationTarget { Name = "other", ClientId = other.ClientId, Vault = vault, Mapping = new SecretsMapping { ClientSecret = entry }, CopyTo = [new Auth0SecretDestination { Vault = copy, SecretsMapping = new SecretsMapping { ClientSecret = copied } }] };

        var refused = await scene.Scene.RotateAsync(target);

        Assert.Equal((RotationStatus.Failed, ErrorReason.RotationExists, 0), (refused.Status, refused.Failure!.Reason, scene.Scene.Patches));
    }

    [Fact]
    public async Task An_entry_that_someone_else_wrote_needs_force_once()
    {
        await using var scene = await CopyScene.StartAsync(new RotationRequest { CopyTo = [] });
        await scene.RotateAsync();
        var live = scene.Final;
        await PlantAsync(scene.West, "billing", "somebody's");

        var refused = await Assert.ThrowsAsync<Auth0Exception>(() => scene.Saved.ChangeAsync(new RotationRequest { CopyTo = [CopyScene.ToEast, CopyScene.ToWest] }));
        Assert.Equal(ErrorReason.VaultEntryExists, refused.Reason);
        Assert.Contains("'billing' in vault 'West'", refused.Message, StringComparison.Ordinal);

        // One that comes after the definition was changed is not overwritten either, however often it is tried.
        await RemoveAsync(scene.West, "billing");
        await scene.Saved.ChangeAsync(new RotationRequest { CopyTo = [CopyScene.ToEast, CopyScene.ToWest] });
        await PlantAsync(scene.West, "billing", "somebody's");
        for (var run = 0; run < 2; run++)
            Assert.Equal((RotationStatus.Failed, ErrorReason.VaultEntryExists), (await scene.RotateAsync() is var failed ? failed.Status : default, failed.Failure!.Reason));
        Assert.Equal(("somebody's", live, live), (scene.WestFinal, scene.Final, await scene.Scene.LiveAsync()));
        Assert.Null(scene.EastFinal);

        await scene.Saved.ChangeAsync(new RotationRequest { Force = true });
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        await scene.AssertEqualAsync();
    }

    [Fact]
    public async Task Copies_under_the_names_of_the_own_vault_follow_it_and_others_stay()
    {
        await using var scene = await CopyScene.StartAsync();
        var names = new SecretsMapping { ClientSecret = "renamed" };

        var changed = await scene.Saved.ChangeAsync(new RotationRequest { SecretsMapping = names });

        Assert.Equal(["East: renamed", "West: billing"], changed.CopyTo.Select(copy => $"{copy}"));
        Assert.Equal(["East: renamed", "West: billing"], (await scene.Saved.ChangeAsync(new RotationRequest { Description = "x" })).CopyTo.Select(copy => $"{copy}"));
        var labelled = await scene.Saved.ChangeAsync(new RotationRequest { Environment = "eu", CopyTo = [new CopyRequest("East", new SecretsMapping { ClientSecret = "{environment}-x" })] });
        Assert.Equal(("{environment}-x", "eu-x"), (labelled.CopyTo[0].SecretsMapping.ClientSecret, labelled.Copies[0].SecretsMapping.ClientSecret));
        Assert.Equal(RotationStatus.Succeeded, (await scene.RotateAsync()).Status);
        Assert.Equal(await scene.Scene.LiveAsync(), scene.East.Text("eu-x"));
    }

    [Fact]
    public async Task A_change_of_the_copies_withdraws_what_is_announced()
    {
        await using var scene = await CopyScene.StartAsync(new RotationRequest { AnnounceFor = TimeSpan.FromDays(1) });
        await scene.RotateAsync();
        var next = scene.Scene.Next;

        var changed = await scene.Saved.ChangeAsync(new RotationRequest { CopyTo = [CopyScene.ToWest] });

        Assert.Equal((RotationStatus.Failed, null), (changed.RotationStatus, changed.AppliesAt));
        Assert.Equal(RotationStatus.Announced, (await scene.RotateAsync()).Status);
        Assert.Equal((next, next), (scene.Scene.Next, scene.West.Text("billing-next")));
    }

    [Fact]
    public async Task A_test_looks_at_the_vaults_of_copies_as_well()
    {
        await using var scene = await CopyScene.StartAsync();
        var tester = new RotationTester(scene.Scene.State, scene.Scene.Tenant.Open);
        var passed = await tester.TestAsync(scene.Rotation, CancellationToken.None);
        Assert.True(passed.Succeeded);
        Assert.Equal(["'Prod' can be read.", "'East' can be read, and gets a copy.", "'West' can be read, and gets a copy."], passed.Checks.Where(check => check.Name == "Vault").Select(check => check.Detail));

        await PlantAsync(scene.West, "billing", "somebody's");
        scene.UseOnly(scene.West);
        var failed = await tester.TestAsync(scene.Rotation, CancellationToken.None);

        Assert.Equal([("Vault", "East"), ("Entries", "West")], failed.Checks.Where(check => check.Outcome == CheckOutcome.Failed).Select(check => (check.Name, check.Detail.Contains("East", StringComparison.Ordinal) ? "East" : "West")));
    }

    [Fact]
    public async Task Runs_with_crossed_vaults_in_two_processes_do_not_wait_for_each_other_for_ever()
    {
        await using var scene = await CopyScene.StartAsync();
        var other = await scene.Saved.OtherAsync();
        var folder = Path.GetDirectoryName(scene.Scene.DataFolder)!;
        var names = new SecretsMapping { ClientSecret = "theirs" };

        // Locks of their own, as another process has them.
        var states = new[] { scene.Scene.State, TestState.New(Path.Combine(folder, "second"), new FolderVaults(scene.Vault("East"), scene.Vault("Prod"))) };
        var sessions = new[] { scene.Scene.Session, new Auth0Ps.Applications.TenantSession(await CopyConnectionAsync(scene, states[1]), states[1]) };
        for (var round = 0; round < 4; round++)
        {
            var both = await Task.WhenAll(
                Task.Run(() => scene.RotateAsync()),
                Task.Run(() => new VaultRotator(sessions[1]).RotateAsync(
                    new RotationTarget { Name = "theirs", ClientId = other.ClientId, Vault = "East", Mapping = names, CopyTo = [new Auth0SecretDestination { Vault = "Prod", SecretsMapping = names }] },
                    isDue: null,
                    CancellationToken.None))).WaitAsync(TimeSpan.FromSeconds(60));
            Assert.All(both, result => Assert.True(result.Status == RotationStatus.Succeeded, result.Message));
        }

        await scene.AssertEqualAsync();
        Assert.Equal(scene.East.Text("theirs"), scene.Scene.Vault.Text("theirs"));
    }

    private static async Task<Auth0Connection> CopyConnectionAsync(CopyScene scene, Auth0Ps.State.Auth0State state)
    {
        var sandbox = scene.Scene.Tenant.Sandbox;
        return await new Auth0Ps.Connections.ConnectionFactory(state).CreateAsync(
            new Auth0Ps.Connections.ConnectionRequest { Name = "second", Domain = sandbox.Domain, ClientId = sandbox.ClientId, ClientSecret = Auth0Ps.Security.SecureStrings.Protect(sandbox.ClientSecret) }, skipTest: true, CancellationToken.None);
    }

    private static async Task PlantAsync(FolderVault vault, string entry, string secret)
    {
        await using var entries = await vault.OpenAsync(CancellationToken.None);
        await entries.WriteAsync(entry, new(Auth0Ps.Security.SecureStrings.Protect(secret)), mayRemoveFirst: true, CancellationToken.None);
    }

    private static async Task RemoveAsync(FolderVault vault, string entry)
    {
        await using var entries = await vault.OpenAsync(CancellationToken.None);
        await entries.RemoveAsync(entry, CancellationToken.None);
    }
}
